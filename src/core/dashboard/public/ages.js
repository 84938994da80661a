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

/** When each age was read: a part of the page may be newer than the rest. */
const readAt = new WeakMap();
let timer;

/** Ages count on: the server's age plus the time since. The clock of this machine is not asked. */
export function attach() {
  const now = performance.now();
  for (const node of document.querySelectorAll('[data-age-seconds]')) if (!readAt.has(node)) readAt.set(node, now);
  if (timer) return;
  timer = setInterval(() => {
    for (const node of document.querySelectorAll('[data-age-seconds]')) {
      const passed = Math.floor((performance.now() - (readAt.get(node) ?? performance.now())) / 1000);
      node.textContent = formatAge(Number(node.dataset.ageSeconds) + passed);
    }
  }, 1000);
}
