import { type Html, html } from '../parts/html.ts';
import { round } from './draw-bars.ts';

const WIDTH = 160;
const HEIGHT = 16;

/** An effect with its interval on a line from the least to the most, and where it would count as moderate and severe. For the eye: the figures stand beside it. */
export function drawInterval(options: {
  value: number;
  interval: readonly [number, number];
  marks: readonly { readonly at: number; readonly kind: 'moderate' | 'severe' }[];
}): Html | null {
  const { value, interval, marks } = options;
  const all = [0, value, ...interval, ...marks.map(({ at }) => at)].filter(Number.isFinite);
  const low = Math.min(...all);
  const span = (Math.max(...all) - low) * 1.05;
  if (!(span > 0)) return null;
  const x = (at: number) => round(3 + ((at - low) / span) * (WIDTH - 6));
  const middle = HEIGHT / 2;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false"><path class="axis" d="M0 ${middle}H${WIDTH}"/>${marks.map(
    ({ at, kind }) => html`<path class="limit-${kind}" d="M${x(at)} 1V${HEIGHT - 1}"/>`,
  )}<path class="band" d="M${x(interval[0])} ${middle}H${round(Math.max(x(interval[1]), x(interval[0]) + 1))}"/><circle class="point" cx="${x(value)}" cy="${middle}" r="4"/></svg>`;
}
