import type { TimelineRun } from '../../../artifacts/read-timeline.ts';
import { type Html, html } from '../parts/html.ts';
import { describeRun } from './describe-run.ts';
import { hrefOfRun, type RunCount } from './page-history.ts';
import type { Placed, PlacedRun } from './place-runs.ts';

/** How a state looks: a cell the taller the worse, hollow where nothing is known, and a sign. */
interface Look {
  readonly quarters: number;
  readonly sign: string;
}

export const TRUST_LOOKS: Readonly<Record<string, Look>> = {
  certified: { quarters: 1, sign: 'C' },
  qualified: { quarters: 2, sign: 'Q' },
  'rank-only': { quarters: 3, sign: 'R' },
  withheld: { quarters: 4, sign: 'W' },
  damaged: { quarters: 4, sign: 'D' },
};
const QUALITY_LOOKS: Readonly<Record<string, Look>> = {
  pass: { quarters: 1, sign: '✓' },
  warn: { quarters: 2, sign: '!' },
  error: { quarters: 3, sign: '?' },
  fail: { quarters: 4, sign: '✕' },
};
const DRIFT_LOOKS: Readonly<Record<string, Look>> = {
  none: { quarters: 1, sign: '=' },
  insufficient: { quarters: 2, sign: '?' },
  unavailable: { quarters: 2, sign: '?' },
  moderate: { quarters: 3, sign: '▲' },
  severe: { quarters: 4, sign: '▲▲' },
};
const UNKNOWN: Look = { quarters: 1, sign: '' };

const LANES: readonly { name: string; looks: Readonly<Record<string, Look>>; stateOf: (run: TimelineRun) => string | null }[] = [
  { name: 'Trust', looks: TRUST_LOOKS, stateOf: ({ data, trust_level }) => (data === 'damaged' ? 'damaged' : trust_level) },
  { name: 'Quality', looks: QUALITY_LOOKS, stateOf: ({ quality }) => quality?.flag ?? null },
  { name: 'Drift', looks: DRIFT_LOOKS, stateOf: ({ drift }) => drift?.flag ?? null },
];

const NAME = 16;
const SIGN = 12;
const CELL = 24;
const LANE = NAME + SIGN + CELL + 6;
/** A column narrower than this, in percent, has no room for its sign. */
const SIGN_WIDTH = 0.9;

/** Trust, quality and drift, one column a run and one link a column. For the eye: the table beside it says the same. */
export function drawStrips(placed: Placed, options: { pipeline: string; shown: string | null; count: RunCount }): Html {
  const { width } = placed;
  const height = LANES.length * LANE;
  return html`<svg class="strips" width="100%" height="${height}" aria-hidden="true" focusable="false">
${LANES.map(({ name }, lane) => html`<text class="lane" x="0" y="${lane * LANE + 12}">${name}</text><line class="axis" x1="0" x2="100%" y1="${floorOf(lane) + 0.5}" y2="${floorOf(lane) + 0.5}"/>`)}
${placed.runs.map((run) => drawColumn(run, { ...options, width, height }))}</svg>`;
}

function drawColumn(
  { run, x, finishedMs, afterGap }: PlacedRun,
  { pipeline, shown, count, width, height }: { pipeline: string; shown: string | null; count: RunCount; width: number; height: number },
): Html {
  const left = Math.round((x - width / 2) * 1e3) / 1e3;
  const rate = run.anomaly_rate;
  const cells = LANES.map(({ looks, stateOf }, lane) => {
    const state = stateOf(run);
    const { quarters, sign } = (state !== null && looks[state]) || UNKNOWN;
    const top = floorOf(lane) - (CELL * quarters) / 4;
    return html`<rect class="cell of-${state ?? 'unknown'}" x="${left}%" width="${width}%" y="${top}" height="${(CELL * quarters) / 4}"/>${
      width >= SIGN_WIDTH && sign !== '' && html`<text class="sign" x="${x}%" y="${top - 2}">${sign}</text>`
    }`;
  });
  return html`<a class="run${run.run_id === shown && ' shown'}" href="${hrefOfRun(pipeline, run.run_id, count)}" tabindex="-1" data-run="${run.run_id}" data-ms="${finishedMs}"${
    rate !== null && html` data-rate="${[rate.value, ...rate.interval].map((share) => Number(share.toPrecision(6))).join(' ')}"`
  }${afterGap && html` data-gap="1"`}><title>${describeRun(run)}</title><rect class="slot" x="${left}%" width="${width}%" y="0" height="${height}"/>${cells}</a>`;
}

function floorOf(lane: number): number {
  return lane * LANE + NAME + SIGN + CELL;
}
