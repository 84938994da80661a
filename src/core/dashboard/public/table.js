import { holdsNote, keepFields } from './exchange.js';
import { showNow, waitForContact } from './live.js';
import { offer } from './notice.js';

const TYPING_MS = 250;

let isAttached = false;
let said;
let asked;
let timer;
/** The query that the table shows. */
let query = location.search;

const section = () => document.getElementById('anomalies');
const summaries = () => [...document.querySelectorAll('#anomalies .anomaly details > summary')];

/** Sorts, filters and pages without a reload: the page's own links and form, fetched and exchanged. Listens at the document, so that exchanged nodes need nothing. */
export function attach() {
  if (isAttached) return;
  isAttached = true;
  said = document.createElement('p');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  document.body.append(said);
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  document.addEventListener('input', onInput);
  document.addEventListener('change', onInput);
  document.addEventListener('keydown', onKey);
  addEventListener('popstate', () => {
    // A step to another place on the same page changes no row.
    if (location.search !== query && section()) exchange(location.href, { isWhole: true, isBack: true });
  });
}

function onClick(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('#anomalies a[data-table]');
  if (link) {
    event.preventDefault();
    exchange(link.href, { focus: link.dataset.focus, isWhole: link.dataset.table === 'all', isStep: true });
    return;
  }
  // A click anywhere on a row opens it, unless it was meant to mark text.
  const row = event.target.closest('#anomalies .anomaly > tr:first-child');
  if (row && !event.target.closest('a, button, input, select, textarea, label, summary') && getSelection().isCollapsed)
    toggle(row.parentNode.querySelector('details'));
}

function toggle(details) {
  details.open = !details.open;
}

function onSubmit(event) {
  if (!event.target.matches('#anomalies form.choose')) return;
  event.preventDefault();
  exchange(addressOf(event.target), {});
}

function onInput(event) {
  const form = event.target.closest?.('#anomalies form.choose');
  if (!form || event.isComposing || !form.checkValidity()) return;
  clearTimeout(timer);
  timer = setTimeout(() => exchange(addressOf(form), { isTyping: true }), event.type === 'input' ? TYPING_MS : 0);
}

function addressOf(form) {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
  return `${location.origin}/?${chosen}#anomalies`;
}

/**
 * A sort or a page is a step that Back undoes; what is typed into the form is none. Without contact all stays as it is until there is
 * some again.
 */
async function exchange(address, how) {
  clearTimeout(timer);
  asked?.abort();
  const mine = new AbortController();
  asked = mine;
  document.getElementById('anomalies-rows')?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.any([mine.signal, AbortSignal.timeout(15_000)]) });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (mine.signal.aborted) return;
    const found = page.getElementById('anomalies');
    if (!answer.ok || !found || page.body.dataset.run !== document.body.dataset.run) return leave(address, how, found !== null);
    show(found, how);
    takeLinks(page);
    if (!how.isBack) history[how.isStep ? 'pushState' : 'replaceState'](history.state, '', address);
    query = location.search;
  } catch {
    if (mine.signal.aborted) return;
    document.getElementById('anomalies-rows')?.removeAttribute('aria-busy');
    waitForContact(() => exchange(address, how));
  }
}

/** The rows are of another run, or there are none: all of the page is read anew, but not from under a hand that types. */
function leave(address, { isTyping, isBack }, isThere) {
  document.getElementById('anomalies-rows')?.removeAttribute('aria-busy');
  const go = () => {
    if (!isBack) history.replaceState(history.state, '', address);
    query = location.search;
    // Where the browser would take the address for a place on this page, an assignment loads nothing.
    if (isThere) showNow();
    else location.reload();
  };
  if (isTyping || holdsNote()) offer(isThere ? 'There is a new run' : 'The rows cannot be read', { text: 'Show', onClick: go });
  else go();
}

/** What leads to more of the history keeps what was chosen here. */
function takeLinks(page) {
  const fresh = [...page.querySelectorAll('#history .counts a')];
  for (const [index, link] of [...document.querySelectorAll('#history .counts a')].entries())
    if (fresh[index]) link.href = fresh[index].getAttribute('href');
}

/** The form stays where it can, with what is being typed into it. */
function show(found, { focus, isWhole }) {
  const open = new Set([...document.querySelectorAll('#anomalies .anomaly:has(details[open])')].map((row) => row.dataset.record));
  const putNotes = keepFields((field) => field.closest('.ack-form'));
  const held = focus ?? (section().contains(document.activeElement) ? document.activeElement.dataset.focus : undefined);
  const rows = document.getElementById('anomalies-rows');
  const newRows = found.querySelector('#anomalies-rows');
  const form = section().querySelector('form.choose');
  const newForm = found.querySelector('form.choose');
  if (isWhole || !rows || !newRows || !form || !newForm) section().replaceWith(document.adoptNode(found));
  else {
    for (const old of form.querySelectorAll('input[type="hidden"], a')) old.remove();
    for (const hidden of [...newForm.querySelectorAll('input[type="hidden"]')].reverse()) form.prepend(document.adoptNode(hidden));
    for (const link of newForm.querySelectorAll('a')) form.append(document.adoptNode(link));
    rows.replaceWith(document.adoptNode(newRows));
  }
  for (const row of document.querySelectorAll('#anomalies .anomaly'))
    if (open.has(row.dataset.record)) row.querySelector('details').open = true;
  putNotes();
  if (held !== undefined && document.activeElement?.dataset?.focus !== held) focusOn(held);
  said.textContent = document.querySelector('#anomalies [data-count]')?.textContent ?? '';
}

/** The same link or row, else the table: what is gone must not send the reader to the top of the page. */
function focusOn(name) {
  const nodes = [...document.querySelectorAll('#anomalies [data-focus]')];
  const found = nodes.find((node) => node.dataset.focus === name) ?? nodes.find((node) => node.dataset.focus === 'table') ?? nodes[0];
  found?.focus({ preventScroll: true });
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') return closeRow(event);
  if (!event.target.matches?.('#anomalies .anomaly details > summary')) return;
  const all = summaries();
  const at = all.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[to]?.focus();
}

function closeRow(event) {
  const details = event.target.closest?.('#anomalies .anomaly details[open]');
  if (!details) return;
  event.preventDefault();
  details.open = false;
  details.querySelector('summary').focus();
}
