import { attachParts, keepParts } from './parts.js';

const FIELDS = 'input:not([type=hidden], [type=password], [type=submit], [type=button]), select, textarea';

/**
 * Why the content must not change under somebody's hands now: a dialog, a text that is being typed, a note that is not sent, or a
 * focus in a row that the fresh page does not hold. Without a fresh page it is not known what that holds.
 */
export function findReasonToWait(fresh) {
  if (document.querySelector('dialog[open]')) return 'dialog';
  if (fresh && listHeldRecords().some((record) => !fresh.querySelector(`[data-record="${record}"]`))) return 'record';
  const active = document.activeElement;
  const isText = active?.matches('textarea, input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit])');
  return (isText && active.value !== active.defaultValue) || active?.isContentEditable ? 'typing' : null;
}

/** The rows that hold the focus or a typed text. */
function listHeldRecords() {
  const rows = [...document.querySelectorAll('[data-record]')];
  return rows.filter((row) => row.contains(document.activeElement) || holdsText(row)).map((row) => row.dataset.record);
}

function holdsText(node) {
  return [...node.querySelectorAll('.ack-form input:not([type=hidden])')].some((field) => field.value !== field.defaultValue);
}

/** A mark that somebody has begun and not sent. */
export const holdsNote = () => holdsText(document);

/**
 * Puts the header, and `<main>` where it is asked for, of a freshly read page in place of those shown. Where one was in it stays:
 * scroll position, open details, what was typed, the focus, and what the parts keep themselves.
 */
export function exchangeContent(fresh, { withMain }) {
  const restore = [keepDetails(), keepFields(), keepFocus(), ...keepParts()];
  const { scrollX, scrollY } = window;
  for (const name of withMain ? ['header', 'main'] : ['header']) {
    const old = document.querySelector(`body > ${name}`);
    const node = fresh.querySelector(`body > ${name}`);
    if (old && node) old.replaceWith(document.adoptNode(node));
  }
  if (withMain) {
    document.title = fresh.title;
    for (const name of Object.keys(document.body.dataset)) delete document.body.dataset[name];
    Object.assign(document.body.dataset, fresh.body.dataset);
  }
  attachParts();
  for (const put of restore) put();
  window.scrollTo(scrollX, scrollY);
}

/** The same one on both sides: by its id, or by what stands on it and how many like it came before. Within a row of the data also by what the row is: its place may be another's. */
function keyed(selector, nameOf) {
  const counts = new Map();
  return [...document.querySelectorAll(selector)].map((node) => {
    const name = `${recordOf(node)} ${node.id ? `#${node.id}` : nameOf(node)}`;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return [`${name} ${count}`, node];
  });
}

const recordOf = (node) => node.closest('[data-record]')?.dataset.record ?? '';

/** `12 passed` is the same as `13 passed`; in a table each row is another. */
const listDetails = () =>
  keyed('details', (node) => {
    if (recordOf(node)) return ''; // its rank may be another now
    const text = node.querySelector('summary')?.textContent.trim() ?? '';
    return node.closest('table') ? text : text.replace(/[0-9][0-9.,]*/g, '#');
  });

function keepDetails() {
  const open = new Map(listDetails().map(([key, node]) => [key, node.open]));
  return () => {
    for (const [key, node] of listDetails()) if (open.has(key)) node.open = open.get(key);
  };
}

const listFields = () => keyed(FIELDS, (node) => `${node.form?.id || node.form?.getAttribute('action') || ''} ${node.name}`);

/** What was typed and chosen, of the fields that are meant. */
export function keepFields(isMeant = () => true) {
  const values = new Map();
  for (const [key, node] of listFields()) {
    if (!isMeant(node)) continue;
    const isTouched = 'checked' in node && node.checked !== node.defaultChecked;
    const isTyped =
      node.tagName === 'SELECT'
        ? [...node.options].some((option) => option.selected !== option.defaultSelected)
        : node.value !== node.defaultValue;
    if (isTouched || isTyped) values.set(key, { value: node.value, checked: node.checked });
  }
  return () => {
    for (const [key, node] of listFields()) {
      const kept = values.get(key);
      if (!kept) continue;
      node.value = kept.value;
      if ('checked' in node) node.checked = kept.checked;
      // What listens to the field looks again.
      node.dispatchEvent(new Event('input', { bubbles: true }));
      node.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
}

const FOCUSABLE = `a[href], button, summary, [tabindex], ${FIELDS}`;
const listFocusable = () =>
  keyed(
    FOCUSABLE,
    (node) =>
      `${node.tagName} ${node.name ?? ''} ${node.getAttribute('href') ?? ''} ${recordOf(node) && node.tagName === 'SUMMARY' ? '' : node.textContent.trim().slice(0, 100)}`,
  );

function keepFocus() {
  const active = document.activeElement;
  const [key] = listFocusable().find(([, node]) => node === active) ?? [];
  if (key === undefined) return () => {};
  const selection = typeof active.selectionStart === 'number' ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    if (document.contains(active)) return; // it was not exchanged
    const node = listFocusable().find(([candidate]) => candidate === key)?.[1];
    node?.focus({ preventScroll: true });
    if (node && selection) node.setSelectionRange(...selection);
  };
}
