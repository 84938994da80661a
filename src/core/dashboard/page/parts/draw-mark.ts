import type { TrustLevel } from '../../../snapshot/parts.ts';
import { Html } from './html.ts';

/** What a pipeline or a run is shown as. `stale`: a level that no run has confirmed for too long. */
export type Mark = TrustLevel | 'no_data' | 'damaged' | 'stale';

/** One shape each, so that no level is told by its colour alone. */
const SHAPES: Readonly<Record<Mark, string>> = {
  certified: '<circle class="fill" cx="24" cy="24" r="21"/><path class="sign" d="M14 25l7 7 13-15"/>',
  qualified: '<path class="fill" d="M24 2l22 22-22 22L2 24z"/><path class="sign" d="M24 13v14M24 33v2"/>',
  'rank-only': '<path class="fill" d="M24 3l22 40H2z"/><path class="sign" d="M15 37v-4M24 37V27M33 37v-7"/>',
  withheld: '<path class="fill" d="M15 2h18l13 13v18L33 46H15L2 33V15z"/><path class="sign" d="M15 15l18 18M33 15L15 33"/>',
  damaged: '<path class="fill" d="M4 4h40v40H4z"/><path class="sign" d="M27 4l-8 13 9 9-9 8 5 10"/>',
  stale: '<circle class="hollow" cx="24" cy="24" r="20"/><path class="sign dark" d="M24 11v13l9 6"/>',
  no_data: '<path class="hollow" d="M4 4h40v40H4z"/><path class="sign dark" d="M15 24h18"/>',
};

/** The shape beside the word: for the eye only, the word says it all. */
export function drawMark(mark: Mark): Html {
  return new Html(`<svg class="mark mark-${mark}" viewBox="0 0 48 48" aria-hidden="true" focusable="false">${SHAPES[mark]}</svg>`);
}
