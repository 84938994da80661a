const KEYS = { c: 'confirmed', f: 'false_alarm', w: 'withdrawn' };
const NAME = 'oads-acknowledged-by';

let isAttached = false;

/** Marks without a reload, and by the keyboard. Listens at the document, so that exchanged nodes need nothing; the forms work without it. */
export function attach() {
  if (isAttached) return;
  isAttached = true;
  document.addEventListener('submit', onSubmit);
  document.addEventListener('keydown', onKey);
  document.addEventListener('focusin', fillName);
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches('.ack-form')) return;
  event.preventDefault();
  mark(form, event.submitter?.value ?? 'confirmed');
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const form = event.target.closest?.('.anomaly')?.querySelector('.ack-form');
  if (!form || event.target.closest('input, textarea, select, [contenteditable]')) return;
  if (event.key === 'n') {
    form.closest('details').open = true;
    form.elements.note.focus();
  } else if (Object.hasOwn(KEYS, event.key) && form.querySelector(`button[value=${KEYS[event.key]}]`)) mark(form, KEYS[event.key]);
  else return;
  event.preventDefault();
}

async function mark(form, verdict) {
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  const said = form.querySelector('.ack-said');
  const fields = new URLSearchParams(new FormData(form));
  fields.set('verdict', verdict);
  if (form.contains(document.activeElement)) keepName(fields.get('by'));
  else if (!fields.get('by')) fields.set('by', keptName());
  said.textContent = 'Writing…';
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: fields,
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(15000),
    });
    if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? `the server answered ${answer.status}`);
  } catch (error) {
    form.closest('details').open = true;
    said.textContent = `Not written: ${error.message}`;
    delete form.dataset.busy;
    return;
  }
  try {
    await show(form);
  } catch {
    said.textContent = 'Written. The page is shown as it was before.';
  } finally {
    delete form.dataset.busy;
  }
}

/** Takes the cell, the form and the counts from the page of the run that is shown, as it is now; the rest stays where it is. */
async function show(form) {
  const row = form.closest('.anomaly');
  const cell = row.querySelector('.ack');
  const address = new URL(location.href);
  // There may be a newer run by now, with another row in this place.
  address.searchParams.set('pipeline', form.elements.pipeline.value);
  address.searchParams.set('run', form.elements.run_id.value);
  const answer = await fetch(address, { cache: 'no-store', headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(15000) });
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (fresh.getElementById(cell.id)?.closest('.anomaly').dataset.record !== row.dataset.record)
    throw new Error('the row is not on the page');
  const hadFocus = form.contains(document.activeElement);
  for (const id of [cell.id, form.id, 'mark-counts']) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && now) old.replaceWith(document.adoptNode(now));
  }
  if (hadFocus) row.querySelector('summary').focus();
}

/** Who marks one row marks another: the name is kept in this browser. */
function fillName({ target }) {
  const field = target.closest?.('.ack-form')?.elements.by;
  if (field && !field.defaultValue) field.defaultValue = keptName();
}

function keptName() {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return ''; // a browser may refuse to keep anything
  }
}

function keepName(name) {
  try {
    localStorage.setItem(NAME, name.trim());
  } catch {
    // It is typed again.
  }
}
