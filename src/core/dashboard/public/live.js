import { exchangeContent, findReasonToWait } from './exchange.js';
import { announce, offer, withdraw } from './notice.js';

const POLL_MS = 10000;
/** While the stream is open: it cannot tell that the network is gone. */
const GUARD_MS = 30000;
const REOPEN_MS = 60000;

let source;
let timer;
let misses = 0;
let exchanging;
let again = false;
let pending = null;

/** Shows a new run as soon as there is one, and says when the server is out of reach. */
export function attach() {
  if (!timer) {
    openStream();
    poll();
  }
  showContact();
}

function openStream() {
  source = new EventSource('/api/events');
  source.addEventListener('hello', ({ data }) => {
    document.documentElement.dataset.live = 'open';
    misses = 0;
    showContact();
    compare(JSON.parse(data).pipelines);
  });
  source.addEventListener('run', ({ data }) => {
    const change = JSON.parse(data);
    known.set(change.pipeline, change);
    refresh(change);
  });
  source.addEventListener('acknowledgements', ({ data }) => refresh({ pipeline: JSON.parse(data).pipeline, quiet: true }));
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return missed(); // the browser tries again
    setTimeout(openStream, REOPEN_MS); // refused (too many streams, or a proxy in between): polling goes on
  });
}

function missed() {
  misses += 1;
  showContact();
}

/** One attempt that fails may be a restart. */
function showContact() {
  const banner = document.getElementById('offline');
  if (banner) banner.hidden = misses < 2;
}

function poll() {
  const wait = source.readyState === EventSource.OPEN ? GUARD_MS : POLL_MS;
  timer = setTimeout(async () => {
    const { pipeline } = document.body.dataset;
    const address = pipeline ? `/health?pipeline=${encodeURIComponent(pipeline)}` : '/health';
    try {
      const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
      if (answer.status === 401) offer('Signed out: nothing new is shown.', { text: 'Sign in', href: location.href });
      misses = 0;
      showContact();
      if (answer.ok) {
        const health = await answer.json();
        if (pipeline) compare([health]);
        else if (source.readyState !== EventSource.OPEN) refresh({ pipeline: '', quiet: true }); // all pipelines at once
      }
    } catch {
      missed();
    }
    poll();
  }, wait);
}

/** What was told last of each pipeline. */
const known = new Map();

function isNews(change) {
  const before = known.get(change.pipeline);
  known.set(change.pipeline, change);
  const { pipeline, run, state } = document.body.dataset;
  if (change.pipeline === pipeline && (change.data !== state || (change.run_id ?? '') !== run)) return true;
  return before !== undefined && (before.data !== change.data || before.run_id !== change.run_id);
}

/** What the server says beside what the page shows and what was told before. */
function compare(states) {
  for (const change of states.filter(isNews)) refresh(change);
}

/** The newest run of a pipeline, and the overview. */
const FOLLOWING = ['/', '/pipelines'];

/** A page of one run, and any other page, stays as it is until somebody asks for the newest. */
function isFixed() {
  return !FOLLOWING.includes(location.pathname) || new URLSearchParams(location.search).has('run');
}

async function refresh(change) {
  const { pipeline, run, state } = document.body.dataset;
  const isShown = !pipeline || change.pipeline === pipeline;
  if (isFixed()) {
    const isNewer = isShown && !change.quiet && (change.data !== state || (change.run_id ?? '') !== run);
    if (isNewer) offer(describe(change), { text: 'Show the newest', href: `/?pipeline=${encodeURIComponent(change.pipeline)}` });
    return;
  }
  if (isShown) pending = change.quiet && pending ? pending : change;
  if (exchanging) {
    again = true;
    return;
  }
  exchanging = show(isShown);
  await exchanging;
  exchanging = undefined;
  if (again) {
    again = false;
    refresh(pending ?? change);
  }
}

/** Of another pipeline only the list at the top tells. */
async function show(withMain) {
  const wanted = pending;
  if (withMain && findReasonToWait()) {
    offer(wanted.quiet ? 'Acknowledgements have changed' : describe(wanted), {
      text: 'Show',
      onClick: () => {
        withdraw();
        exchanging ??= exchange(true, pending ?? wanted).finally(() => {
          exchanging = undefined;
        });
      },
    });
    return;
  }
  await exchange(withMain, wanted);
}

async function exchange(withMain, wanted) {
  pending = null;
  try {
    const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(15000) });
    if (!answer.ok || answer.redirected) throw new Error(`the page answered ${answer.status}`);
    exchangeContent(await answer.text(), { withMain });
    showContact();
    if (withMain) withdraw();
    if (withMain && !wanted?.quiet) announce(describe(wanted));
  } catch {
    if (withMain) offer(describe(wanted), { text: 'Show', href: location.href });
  }
}

const LEVELS = { 'rank-only': 'rank only' };

function describe(change) {
  if (!change || change.quiet) return 'The page has changed';
  const of = document.body.dataset.pipeline ? '' : ` of ${change.pipeline}`;
  if (change.data === 'damaged') return `The newest run${of} is damaged`;
  if (change.data !== 'ok') return `There is no run${of}`;
  return `New run ${change.run_id.slice(0, 8)}…${of}: ${LEVELS[change.trust_level] ?? change.trust_level}`;
}
