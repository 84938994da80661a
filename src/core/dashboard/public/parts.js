import * as acknowledge from './acknowledge.js';
import * as ages from './ages.js';
import * as history from './history.js';
import * as live from './live.js';
import * as print from './print.js';
import * as scheme from './scheme.js';
import * as table from './table.js';
import * as zone from './zone.js';

const PARTS = [zone, scheme, ages, acknowledge, live, table, history, print];

/** Lets every part look at the page: once at the start, and again when its content was exchanged. A part attaches to nothing twice. */
export function attachParts() {
  for (const part of PARTS) part.attach();
}

/** Before the content is exchanged a part may keep what must outlive it: `keep()` returns what puts it back after `attach()`. */
export function keepParts() {
  return PARTS.flatMap((part) => part.keep?.() ?? []);
}
