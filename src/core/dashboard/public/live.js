import { exchangeContent, findReasonToWait, holdsNote } from './exchange.js';
import { announce, offer, withdraw } from './notice.js';

const POLL_MS = 10000;
/** While the stream is open: it cannot tell that the network is gone, nor that time passes. */
const GUARD_MS = 30000;
const REOPEN_MS = 60000;

let source;
let timer;
let misses = 0;
let retry;
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

/** Whether the stream is open and has told something: a proxy may hold back all of it. */
const isTold = () => source.readyState === EventSource.OPEN && document.documentElement.dataset.live === 'open';

function openStream() {
  source = new EventSource('/api/events');
  source.addEventListener('hello', ({ data }) => {
    document.documentElement.dataset.live = 'open';
    reached();
    compare(JSON.parse(data).pipelines);
  });
  source.addEventListener('run', ({ data }) => {
    const change = JSON.parse(data);
    const before = known.get(change.pipeline);
    known.set(change.pipeline, change);
    if (!isFixed() || isNewRun(change, before)) refresh(change);
  });
  source.addEventListener('acknowledgements', ({ data }) =>
    refresh({ pipeline: JSON.parse(data).pipeline, quiet: 'Acknowledgements have changed' }),
  );
  source.addEventListener('error', () => {
    delete document.documentElement.dataset.live;
    if (source.readyState !== EventSource.CLOSED) return missed(); // the browser tries again
    setTimeout(openStream, REOPEN_MS); // refused (too many streams, or a proxy in between): polling goes on
  });
}

function reached() {
  misses = 0;
  showContact();
  const waiting = retry;
  retry = undefined;
  waiting?.();
}

function missed() {
  misses += 1;
  showContact();
}

/** Says at once that there is no contact, and tries again what was asked for last when there is. */
export function waitForContact(what) {
  retry = what;
  misses = Math.max(misses, 1);
  missed();
}

/** One attempt that fails may be a restart. */
function showContact() {
  const banner = document.getElementById('offline');
  if (banner) banner.hidden = misses < 2;
}

function poll() {
  const wait = isTold() && misses === 0 ? GUARD_MS : POLL_MS;
  timer = setTimeout(async () => {
    const { pipeline } = document.body.dataset;
    const address = pipeline ? `/health?pipeline=${encodeURIComponent(pipeline)}` : '/health';
    try {
      const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
      if (answer.status === 401) offer('Signed out: nothing new is shown.', { text: 'Sign in', onClick: () => location.reload() });
      reached();
      if (answer.ok) {
        const health = await answer.json();
        if (pipeline) compare([health]);
        else if (!isTold()) refresh({ pipeline: '', quiet: 'The page has changed' }); // all pipelines at once
        compareStaleness(health);
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
  if (isFixed()) return isNewRun(change, before);
  const { pipeline, run, state } = document.body.dataset;
  if (change.pipeline === pipeline && (change.data !== state || (change.run_id ?? '') !== run)) return true;
  return before !== undefined && (before.data !== change.data || before.run_id !== change.run_id);
}

/** For a page that stays as it is: not what was there when it was made, of which the page itself tells. */
function isNewRun(change, before) {
  const { pipeline, newest } = document.body.dataset;
  if (before !== undefined) return before.data !== change.data || before.run_id !== change.run_id;
  return change.pipeline === pipeline && (change.run_id ?? '') !== newest;
}

/** What the server says beside what the page shows and what was told before. */
function compare(states) {
  for (const change of states.filter(isNews)) refresh(change);
}

/** A run becomes stale when nothing happens: no event tells. */
function compareStaleness({ stale, pipelines }) {
  const { pipeline } = document.body.dataset;
  if (isFixed()) return;
  const names = pipeline ? [stale && pipeline] : pipelines.map((line) => line.stale && line.pipeline);
  const now = names.filter(Boolean).sort().join(' ');
  if (now === document.body.dataset.stale) return;
  refresh({ pipeline, quiet: now ? 'Stale: no run for too long' : 'A run was confirmed' });
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
  await begin(isShown);
  if (again) {
    again = false;
    refresh(pending ?? change);
  }
}

/** Asked for by hand: nothing waits any longer. */
export async function showNow() {
  await exchanging;
  withdraw();
  await begin(true, true);
}

async function begin(withMain, isAsked = false) {
  exchanging = exchange(withMain, isAsked);
  await exchanging;
  exchanging = undefined;
}

/** Of another pipeline only the list at the top tells. */
async function exchange(withMain, isAsked) {
  const wanted = pending;
  const mustWait = (fresh) => withMain && !isAsked && ((!wanted?.quiet && holdsNote()) || findReasonToWait(fresh));
  if (mustWait()) return offerLater(wanted);
  pending = null;
  const text = describe(wanted);
  try {
    const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(15000) });
    if (!answer.ok || answer.redirected) throw new Error(`the page answered ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (mustWait(fresh)) {
      pending ??= wanted;
      return offerLater(wanted);
    }
    exchangeContent(fresh, { withMain });
    showContact();
    if (withMain) withdraw();
    if (withMain && wanted && !wanted.quiet) announce(text);
  } catch {
    // Not a link: to the address that is shown, with a place on it, that would load nothing.
    if (withMain) offer(text, { text: 'Show', onClick: () => location.reload() });
  }
}

function offerLater(change) {
  const text = describe(change);
  offer(holdsNote() ? `${text}. A note is not sent yet: without its row it would be lost` : text, { text: 'Show', onClick: showNow });
}

const LEVELS = { 'rank-only': 'rank only' };

function describe(change) {
  if (!change || change.quiet) return change?.quiet ?? 'The page has changed';
  const { pipeline, run, state } = document.body.dataset;
  const of = pipeline ? '' : ` of ${change.pipeline}`;
  if (change.data === 'damaged') return `The newest run${of} is damaged`;
  if (change.data !== 'ok') return `There is no run${of}`;
  const isSame = change.run_id === run && change.data === state;
  return `${isSame ? 'Confirmed: run' : 'New run'} ${change.run_id.slice(0, 8)}…${of}: ${LEVELS[change.trust_level] ?? change.trust_level}`;
}
