import type { HostApi } from '@oads/cli/plugin';
import { type GoldenList, makeGoldenList, type Range } from './golden-list.ts';

const MOST_RANGES = 1_000_000;
const LARGEST = 0xffffffff;
const RUN = `a run number in quotes, from 1 to ${LARGEST}`;
const RANGE = 'a range [first, last]';
const TOKEN = /[ \t\r\n]*(?:([{}[\],:])|"(\d{1,10})"|(\d{1,10})(?![\w.+-]))/y;

/**
 * `{"297050": [[12, 137], [193, 776]]}`: run to inclusive lumisection ranges. Read by hand rather than with JSON.parse, which would
 * keep the last of two lists of one run without a word. Throws SourceError with the line.
 */
export function parseGolden(api: HostApi, text: string, file: string): GoldenList {
  const runs = new Map<number, Range[]>();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let ranges = 0;

  function fail(expected: string, got: string): never {
    let line = 1;
    for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1)) line++;
    throw new api.SourceError('OADS_SOURCE_FORMAT', `${file}: line ${line}: expected ${expected}, got ${got}`, {
      hint: 'a golden JSON is {"run": [[first, last], …], …}, with lumisections from 1',
    });
  }
  const here = () => (at + 1 >= text.trimEnd().length ? 'the end of the file' : JSON.stringify(text.slice(at, at + 20).trim()));
  function next(expected: string): { mark?: string; key?: number; value?: number } {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (!token) return fail(expected, here());
    at = TOKEN.lastIndex;
    const [, mark, key, value] = token;
    return { mark, key: key === undefined ? undefined : Number(key), value: value === undefined ? undefined : Number(value) };
  }
  function take(mark: string, expected = `"${mark}"`): void {
    const before = at;
    if (next(expected).mark === mark) return;
    at = before;
    fail(expected, here());
  }
  /** Whether the list goes on; `close` ends it. */
  function goesOn(close: string): boolean {
    const before = at;
    const { mark } = next(`"," or "${close}"`);
    if (mark === ',') return true;
    if (mark === close) return false;
    at = before;
    return fail(`"," or "${close}"`, here());
  }
  function isEmpty(close: string, expected: string): boolean {
    const before = at;
    if (next(expected).mark === close) return true;
    at = before;
    return false;
  }
  function takeLumisection(): number {
    const before = at;
    const { value } = next('a lumisection');
    if (value !== undefined && value >= 1 && value <= LARGEST) return value;
    at = before;
    return fail(`a lumisection from 1 to ${LARGEST}`, here());
  }

  take('{', 'an object of runs');
  let more = !isEmpty('}', RUN);
  while (more) {
    const before = at;
    const { key: run } = next(RUN);
    if (run === undefined || run < 1 || run > LARGEST) {
      at = before;
      return fail(RUN, here());
    }
    if (runs.has(run)) fail('each run once', `run ${run} a second time`);
    take(':');
    take('[', `the ranges of run ${run}`);
    const list: Range[] = [];
    for (let goes = !isEmpty(']', RANGE); goes; goes = goesOn(']')) {
      take('[', RANGE);
      const first = takeLumisection();
      take(',');
      const last = takeLumisection();
      take(']', 'two numbers in a range');
      if (last < first) fail(`a range of run ${run} with its first lumisection not above its last`, `[${first}, ${last}]`);
      if (++ranges > MOST_RANGES) fail(`at most ${MOST_RANGES} ranges`, 'more');
      list.push([first, last]);
    }
    runs.set(run, list);
    more = goesOn('}');
  }
  if (text.slice(at).trim() !== '') fail('the end of the file', here());
  return makeGoldenList(runs);
}
