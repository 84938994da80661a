const TYPING_MS = 250;

let isAttached = false;
let said;
let asked;
let timer;

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
}

function onClick(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('#anomalies a[data-table]');
  if (link) {
    event.preventDefault();
    exchange(link.href, { focus: link.dataset.focus, isWhole: link.dataset.table === 'all' });
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
  timer = setTimeout(() => exchange(addressOf(form), {}), event.type === 'input' ? TYPING_MS : 0);
}

function addressOf(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''));
  return `${location.origin}/?${query}#anomalies`;
}

/** Where the answer is not what was hoped for, the browser goes there itself: it then shows whatever there is to see. */
async function exchange(address, { focus, isWhole }) {
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
    if (!answer.ok || !found || page.body.dataset.run !== document.body.dataset.run) return location.assign(address);
    show(found, { focus, isWhole });
    history.replaceState(history.state, '', address);
  } catch {
    if (!mine.signal.aborted) location.assign(address);
  }
}

/** The form stays where it can, with what is being typed into it. */
function show(found, { focus, isWhole }) {
  const open = new Set([...document.querySelectorAll('#anomalies .anomaly:has(details[open])')].map((row) => row.dataset.row));
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
    if (open.has(row.dataset.row)) row.querySelector('details').open = true;
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
