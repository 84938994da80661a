// @ts-check
/** @typedef {import('./oads-plugin.d.ts').HostApi} HostApi */
/** @typedef {import('./oads-plugin.d.ts').SourceRecord} SourceRecord */

/** @type {import('./oads-plugin.d.ts').Schema} */
const SCHEMA = [
  { name: 'gauge', type: 'text' },
  { name: 'measured', type: 'timestamp' },
  { name: 'before', type: 'number' },
  { name: 'height', type: 'number' },
  { name: 'problem', type: 'text' },
];

/**
 * Tide gauges, a reading a line: `gauge;time;height before;height`. A damaged line is a row that says what is wrong with it.
 * @param {HostApi} api
 * @returns {import('./oads-plugin.d.ts').Loader}
 */
export const createTidesLoader = (api) => ({
  name: 'tides',
  description: 'readings of tide gauges, one a line: gauge;time;height before;height',
  options: api.Type.Object(
    { path: api.Type.String({ minLength: 1, description: 'a file, a directory, or a pattern with * in its last segment' }) },
    { additionalProperties: false },
  ),
  async *load(options, context) {
    const { path } = /** @type {{path: string}} */ (options);
    const files = await api.files.list(path, context.baseDir);
    yield* api.recordsToBatches(SCHEMA, readRecords(api, files, context.signal), context);
  },
});

/**
 * @param {HostApi} api
 * @param {string[]} files
 * @param {AbortSignal | undefined} signal
 * @returns {AsyncGenerator<SourceRecord>}
 */
async function* readRecords(api, files, signal) {
  for (const file of files) {
    for await (const { lines } of api.files.readLines(file, { signal })) {
      for (const line of lines) if (line.trim() !== '') yield readReading(line);
    }
  }
}

/**
 * @param {string} line
 * @returns {SourceRecord}
 */
export function readReading(line) {
  const fields = line.split(';');
  if (fields.length !== 4) return { problem: `expected 4 fields, got ${fields.length}` };
  const [gauge, time, before, height] = fields;
  const measured = new Date(time);
  if (Number.isNaN(measured.getTime())) return { gauge, problem: `expected a time, got ${JSON.stringify(time.slice(0, 40))}` };
  return { gauge, measured, before: toNumber(before), height: toNumber(height) };
}

/** @param {string} text */
function toNumber(text) {
  return text.trim() === '' ? null : Number(text);
}
