import * as acknowledge from './acknowledge.js';
import * as ages from './ages.js';
import * as live from './live.js';
import * as table from './table.js';

const PARTS = [acknowledge, ages, live, table];

/** Lets every part look at the page: once at the start, and again when its content was exchanged. A part attaches to nothing twice. */
export function attachParts() {
  for (const part of PARTS) part.attach();
}
