import * as ages from './ages.js';
import * as history from './history.js';
import * as live from './live.js';

const PARTS = [ages, live, history];

/** Lets every part look at the page: once at the start, and again when its content was exchanged. A part attaches to nothing twice. */
export function attachParts() {
  for (const part of PARTS) part.attach();
}
