let misses = 0;
let timer;

/** Shows a new run as soon as there is one, and says when the server is out of reach. */
export function attach() {
  const { pipeline, run, state } = document.body.dataset;
  const address = pipeline ? `/health?pipeline=${encodeURIComponent(pipeline)}` : '/health';
  clearInterval(timer);
  timer = setInterval(async () => {
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
}
