import type { Batch, HostApi, RowCheck } from '@oads/cli/plugin';
import { DETECTOR_FLAGS } from '../loaders/oms/lumisection-schema.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly flags: readonly string[];
  readonly stable: readonly string[];
}

const DEFAULTS: Options = { flags: DETECTOR_FLAGS, stable: ['beam1_stable', 'beam2_stable'] };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** While beams are stable, all parts of the detector are on. */
export const flagsInStableBeamsCheck = (api: HostApi): RowCheck => {
  const { columns, tolerance } = optionKinds(api);
  return {
    kind: 'row',
    name: 'flags-in-stable-beams',
    description: 'no detector flag is off while the beams are stable',
    options: api.Type.Object(
      {
        flags: columns(
          DEFAULTS.flags,
          'the columns of the detector flags: booleans, 0 and 1, or texts such as true, READY or on; other texts than those are not judged',
        ),
        stable: columns(
          DEFAULTS.stable,
          'the columns that are all true while beams are stable; of a text column, the value STABLE BEAMS counts',
        ),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns: (options) => [...readOptions(options).stable, ...readOptions(options).flags],

    judge(batch, options, _context, verdicts) {
      const stable = readOptions(options).stable.map((name) => readTruth(batch, name, isStable));
      const flags = readOptions(options).flags.map((name) => readTruth(batch, name, isOn));
      for (let row = 0; row < batch.rows; row++) {
        if (!stable.every((values) => values[row] === 1) || flags.every((values) => Number.isNaN(values[row]))) verdicts[row] = 2;
        else if (flags.some((values) => values[row] === 0)) verdicts[row] = 1;
      }
    },

    expectation: (options) => `${readOptions(options).flags.length} detector flags on while beams are stable`,
  };
};

const isStable = (text: string): number => (/^stable beams$/i.test(text.trim()) ? 1 : isOn(text) || 0);

function isOn(text: string): number {
  if (/^(?:true|1|on|ready|yes)$/i.test(text.trim())) return 1;
  return /^(?:false|0|off|not[ _-]?ready|no)$/i.test(text.trim()) ? 0 : Number.NaN;
}

/** 1 for true, 0 for false, NaN for unknown. */
function readTruth(batch: Batch, name: string, read: (text: string) => number): Float64Array {
  const column = batch.column(name);
  if (column.type !== 'text') return batch.numbers(name);
  const { codes, dictionary, valid } = column;
  const truths = dictionary.map(read);
  return Float64Array.from(codes, (code, row) => (valid && valid[row] === 0 ? Number.NaN : truths[code]));
}
