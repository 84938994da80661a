// Optional: lets ages count on, and shows a new run as soon as there is one. The page is complete without it.
const started = performance.now();
const units = [
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

function formatAge(seconds) {
  const parts = [];
  let rest = seconds;
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(count + unit);
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0s';
}

// The server's age plus the time since: the clock of this machine is not asked.
setInterval(() => {
  const passed = Math.floor((performance.now() - started) / 1000);
  for (const node of document.querySelectorAll('[data-age-seconds]')) {
    node.textContent = formatAge(Number(node.dataset.ageSeconds) + passed);
  }
}, 1000);

const { pipeline, run, state } = document.body.dataset;
const address = pipeline ? `/health?pipeline=${encodeURIComponent(pipeline)}` : '/health';
let misses = 0;

setInterval(async () => {
  try {
    const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
    const health = answer.ok ? await answer.json() : { data: 'no_data', run_id: null };
    misses = 0;
    if ((health.run_id ?? '') !== run || health.data !== state) location.reload();
  } catch {
    misses += 1;
  }
  document.getElementById('offline').hidden = misses < 2;
}, 10000);
