const UNITS = [
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

function formatAge(seconds) {
  const parts = [];
  let rest = seconds;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(count + unit);
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0s';
}

let started = performance.now();
let timer;

/** Ages count on: the server's age plus the time since. The clock of this machine is not asked. */
export function attach() {
  started = performance.now();
  clearInterval(timer);
  timer = setInterval(() => {
    const passed = Math.floor((performance.now() - started) / 1000);
    for (const node of document.querySelectorAll('[data-age-seconds]')) {
      node.textContent = formatAge(Number(node.dataset.ageSeconds) + passed);
    }
  }, 1000);
}
