import { readStored, store } from './stored.js';

const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone;
let zone = readStored('zone') ?? 'UTC';
let format = formatIn(zone);

/** Null for UTC, in which the page comes, and for what is no zone here. */
function formatIn(name) {
  if (name === 'UTC') return null;
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    zone = 'UTC';
    return null;
  }
}

/** The zone that times are shown in: `UTC` or a name of the IANA's. */
export function currentZone() {
  return zone;
}

/** `2026-03-01 15:00:00 UTC+09:00`: the offset stands with each time, since it changes with the season. */
export function formatInstant(date) {
  if (!format) return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} ${part.timeZoneName.replace('GMT', 'UTC')}`;
}

/** Shows every `<time datetime>` below the node in the chosen zone. */
export function showTimes(root = document) {
  for (const node of root.querySelectorAll('time[datetime]')) {
    const date = new Date(node.dateTime);
    if (!Number.isNaN(date.getTime())) node.textContent = formatInstant(date);
  }
  // An option of a list holds no `<time>`.
  for (const node of root.querySelectorAll('option[data-instant]'))
    node.textContent = formatInstant(new Date(node.dataset.instant)) + node.dataset.rest;
  for (const node of root.querySelectorAll('.zone-name')) node.textContent = zone;
}

/** A switch between UTC, the browser's own zone and any other. Those who draw by script are told by the event `oads:zone`. */
export function attach() {
  const select = document.querySelector('.settings [name=zone]');
  if (select && select.options.length < 2) fill(select);
  if (zone !== 'UTC') showTimes();
}

function fill(select) {
  const own = document.createElement('optgroup');
  own.label = "this browser's";
  if (OWN !== 'UTC') own.append(new Option(OWN, OWN));
  const all = document.createElement('optgroup');
  all.label = 'all zones';
  all.append(...Intl.supportedValuesOf('timeZone').flatMap((name) => (name === OWN || name === 'UTC' ? [] : [new Option(name, name)])));
  select.append(own, all);
  select.form.hidden = false;
  select.value = zone;
  select.onchange = () => {
    zone = select.value;
    format = formatIn(zone);
    store('zone', zone);
    showTimes();
    document.dispatchEvent(new Event('oads:zone'));
  };
}
