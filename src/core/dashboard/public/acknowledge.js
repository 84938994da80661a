const KEYS = { c: 'confirmed', f: 'false_alarm', w: 'withdrawn' };
const NAME = 'oads-acknowledged-by';

let listening = false;

/** Marks without a reload, and by the keyboard. The forms work without it. */
export function attach() {
  if (!listening) {
    document.addEventListener('submit', onSubmit);
    document.addEventListener('keydown', onKey);
    listening = true;
  }
  fillNames(document);
}

/** Who marks one row marks another: the name is kept in this browser. */
function fillNames(root) {
  const name = stored() ?? '';
  for (const field of root.querySelectorAll('.ack-form [name=by]')) field.defaultValue = name;
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches('.ack-form')) return;
  event.preventDefault();
  mark(form, event.submitter?.value ?? 'confirmed');
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const row = event.target.closest?.('tr');
  const more = row?.querySelector('details.ack-more');
  if (!more) return;
  if (event.key === 'Escape' && more.open) {
    close(more);
    return;
  }
  if (event.target.closest('input, textarea, select, [contenteditable]')) return;
  const form = more.querySelector('form');
  if (event.key === 'n') {
    more.open = true;
    form.elements.note.focus();
  } else if (Object.hasOwn(KEYS, event.key)) {
    if (!form.querySelector(`button[value=${KEYS[event.key]}]`)) return;
    mark(form, KEYS[event.key]);
  } else return;
  event.preventDefault();
}

function close(more) {
  more.open = false;
  more.querySelector('summary').focus();
}

async function mark(form, verdict) {
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  const said = form.querySelector('.ack-said');
  const fields = new URLSearchParams(new FormData(form));
  fields.set('verdict', verdict);
  store(fields.get('by') ?? '');
  fillNames(document);
  said.textContent = 'Writing…';
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: fields,
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(15000),
    });
    if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? `the server answered ${answer.status}`);
    await show(form.closest('.ack'));
  } catch (error) {
    form.closest('details').open = true;
    said.textContent = `Not written: ${error.message}`;
  } finally {
    delete form.dataset.busy;
  }
}

/** Takes the cell and the counts from the page as it is now; the rest stays where it is. */
async function show(cell) {
  const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(15000) });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const marked = fresh.getElementById(cell.id);
  if (!marked) return location.reload(); // the row is no longer on this page
  for (const id of [cell.id, 'mark-counts']) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !now) continue;
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(document.adoptNode(now));
    fillNames(now);
    if (hadFocus) now.querySelector('summary')?.focus();
  }
}

function stored() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // a browser may refuse to keep anything
  }
}

function store(name) {
  try {
    localStorage.setItem(NAME, name.trim());
  } catch {
    // It is typed again.
  }
}
