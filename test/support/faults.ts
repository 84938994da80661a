import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRunEntry } from '../../src/core/artifacts/read-runs.ts';
import { verifyChain } from '../../src/core/artifacts/verify-chain.ts';
import { verifyRun } from '../../src/core/artifacts/verify-run.ts';
import { type CliOptions, type Finished, root, runOads, scratchDir } from './cli.ts';

/** One thing that goes wrong, and all that must be seen of it. Each is a test and a row of docs/failures.md. */
export interface Fault {
  /** What is wrong, as the table says it; unique within its section. */
  readonly fault: string;
  /** Sets the scene and ends with one `scene.run` or `scene.observe`: what that one does is judged. */
  readonly provoke: (scene: Scene) => Promise<unknown>;
  /** Exit code, or the signal that ended the process. */
  readonly exit: number | NodeJS.Signals;
  /** Of the line that the table shows (see `lineOf`): the error, else the first reason, failed check or warning. */
  readonly says: RegExp;
  /** In the words of `describeChange`. */
  readonly after: string;
  /** Takes the line from elsewhere. */
  readonly line?: (finished: Finished) => string;
  /** The process was not given the time to tidy up: the next run does. */
  readonly leavesLitter?: boolean;
}

export interface Scene {
  /** A directory of this fault's own; commands run in it. */
  readonly dir: string;
  /** `artifacts` in it; configs of the small pipeline that lie in `dir` write there. */
  readonly artifacts: string;
  /** Runs the CLI and notes the artifacts before and after. */
  run(args: readonly string[], options?: CliOptions): Promise<Finished>;
  /** The same for anything that ends like a command. */
  observe(work: () => Promise<Finished>): Promise<Finished>;
}

export interface FaultSection {
  /** Name of the table in docs/failures.md: `<!-- table: NAME -->`. */
  readonly section: string;
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
  readonly faults: readonly Fault[];
}

const DOCUMENT = path.join(root, 'docs', 'failures.md');
/** Set by `npm run failures`: the tables are written instead of compared. */
const isWriting = process.env.WRITE_FAILURES === '1';

/** Makes a suite of the faults; the caller runs it: `const test = faultSuite({…}); test.run();` */
export function faultSuite({ section, before, after, faults }: FaultSection) {
  const test = suite(`faults/${section}`);
  if (before) test.before(before);
  if (after) test.after(after);
  const written = readTable(section);
  const seen: string[] = [];
  for (const fault of faults) {
    test(fault.fault, async () => {
      const row = await judge(fault);
      seen.push(row);
      if (isWriting) return;
      assert.ok(written.includes(row), `docs/failures.md lacks this row (npm run failures writes it):\n${row}`);
    });
  }
  test('the table in docs/failures.md has these rows and no others', () => {
    if (isWriting) writeTable(section, seen);
    else assert.is(written.length, faults.length, 'npm run failures writes the table anew');
  });
  return test;
}

async function judge(fault: Fault): Promise<string> {
  const { dir, remove } = await scratchDir();
  try {
    const artifacts = path.join(dir, 'artifacts');
    let seen: { finished: Finished; before: State; after: State } | undefined;
    const observe = async (work: () => Promise<Finished>) => {
      const before = await readState(artifacts);
      const finished = await work();
      seen = { finished, before, after: await readState(artifacts) };
      return finished;
    };
    await fault.provoke({
      dir,
      artifacts,
      observe,
      run: (args, options) => observe(() => runOads(args, { cwd: dir, ...options })),
    });
    assert.ok(seen, 'the fault was provoked by scene.run or scene.observe');
    const { finished, before, after } = seen as NonNullable<typeof seen>;
    const said = `${finished.stdout}\n${finished.stderr}`;
    assert.is(finished.signal ?? finished.code, fault.exit, said);
    assert.not.match(said, /^\s+at .*:\d+:\d+/m, `no stack:\n${said}`);
    assert.not.match(said, /\[object Object\]|undefined|unexpected:/, said);
    const errors = finished.stderr.split('\n').filter((line) => line.startsWith('error['));
    if (typeof fault.exit === 'number' && fault.exit >= 2 && fault.exit < 128) assert.is(errors.length, 1, `one error line: ${said}`);
    const line = tidy((fault.line ?? lineOf)(finished), dir);
    assert.match(line, fault.says);
    if (!fault.leavesLitter) assert.equal(after.litter, [], 'nothing half-written, no lock');
    assert.equal(after.problems, [], 'every run is complete and verifies');
    assert.equal(after.open, [], 'files are 0600, directories 0700');
    const change = describeChange(before, after);
    assert.is(change, fault.after);
    return `| ${[fault.fault, String(fault.exit), line === '' ? '' : `\`${line.replaceAll('`', "'")}\``, change].map(cell).join(' | ')} |`;
  } finally {
    await remove();
  }
}

/** What a person sees first: the error, else the first reason of the summary, failed check, or warning. */
export function lineOf({ stdout, stderr }: Finished): string {
  const first = (text: string, pattern: RegExp) => text.split('\n').find((line) => pattern.test(line));
  const found =
    first(stderr, /^error\[/) ??
    first(stdout, /^\s+- .*\([a-z_]+\)$/)?.replace(/^\s+- /, '') ??
    first(stdout, /^(FAIL|ERROR|WARN) /) ??
    first(stderr, /^warning: /) ??
    '';
  return found.trim();
}

/** Without what differs from machine to machine. */
function tidy(line: string, dir: string): string {
  return line
    .replaceAll(`${dir}/`, '')
    .replaceAll(dir, '.')
    .replaceAll(`${root}/`, '')
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, 'HOST:PORT')
    .replaceAll(/\/tmp\/[^\s:,;"')\]]+/g, '…')
    .replaceAll(/\.tmp-\d+(?:-[0-9a-f]{8})?/g, '.tmp-PID')
    .replaceAll(/\boads-[A-Za-z0-9]{6}\//g, 'oads-TMP/')
    .replaceAll(/process \d+ on \S+ since \S+/g, 'process PID on HOST since TIME')
    .replaceAll(/\b[0-9a-f]{16}\b/g, 'ID');
}

interface State {
  /** Run id → digest of all its files. */
  readonly runs: ReadonlyMap<string, string>;
  readonly latest?: string;
  readonly lastGood?: string;
  readonly latestTrust?: string;
  /** What no finished command leaves behind. */
  readonly litter: readonly string[];
  readonly problems: readonly string[];
  /** Paths that others than the owner may read. */
  readonly open: readonly string[];
}

/** Everything under an artifacts directory, of all its pipelines. */
export async function readState(artifacts: string): Promise<State> {
  const runs = new Map<string, string>();
  const litter: string[] = [];
  const problems: string[] = [];
  const open: string[] = [];
  const pointers: { latest?: string; lastGood?: string; latestTrust?: string } = {};
  for (const pipeline of listDirectory(artifacts)) {
    const base = path.join(artifacts, pipeline);
    if (!lstatSync(base).isDirectory()) continue;
    for (const name of readdirSync(base, { recursive: true, encoding: 'utf8' })) {
      if (/(^|\/)\.(tmp-|lock)|\.tmp-/.test(name)) litter.push(name);
      const info = lstatSync(path.join(base, name));
      if (!info.isSymbolicLink() && (info.mode & 0o077) !== 0) open.push(name);
    }
    for (const id of listDirectory(path.join(base, 'runs')).filter((name) => /^[0-9a-f]{16}$/.test(name))) {
      const dir = path.join(base, 'runs', id);
      const found = await verifyRun(dir, { pipeline });
      if (found.state === 'damaged') problems.push(...found.problems);
      const hash = createHash('sha256');
      for (const name of listDirectory(dir)) hash.update(name).update(readFileSync(path.join(dir, name)));
      runs.set(id, hash.digest('hex'));
    }
    problems.push(...(await verifyChain(artifacts, pipeline)).problems);
    pointers.latest = readPointer(base, 'latest');
    pointers.lastGood = readPointer(base, 'last_good');
    if (pointers.latest) {
      const entry = await readRunEntry(path.join(base, 'runs'), pipeline, pointers.latest);
      if (entry.state === 'ok') pointers.latestTrust = entry.manifest.trust_level;
    }
  }
  return { runs, ...pointers, litter, problems, open };
}

/** `nothing written`, `all runs are gone`, `the earlier run stays`, `the same run again`, `a new run, LEVEL`, with `; last_good stays` where it is another. */
export function describeChange(before: State, after: State): string {
  for (const [id, digest] of before.runs) if (after.runs.has(id)) assert.is(after.runs.get(id), digest, `run ${id} was left untouched`);
  const added = [...after.runs.keys()].filter((id) => !before.runs.has(id));
  const removed = [...before.runs.keys()].filter((id) => !after.runs.has(id));
  const gone = removed.length > 0 ? `; ${removed.length} earlier removed` : '';
  if (added.length === 0) {
    if (after.runs.size === 0) return before.runs.size === 0 ? 'nothing written' : 'all runs are gone';
    assert.is(after.latest === before.latest || before.runs.has(after.latest ?? ''), true, 'latest leads to a run');
    const again = after.latest === before.latest ? 'the earlier run stays' : 'an earlier run is the latest again';
    assert.is(after.lastGood, before.lastGood);
    return `${again}${gone}`;
  }
  assert.equal(added, [after.latest], 'one new run, and latest leads to it');
  const lastGood = after.lastGood === after.latest ? '' : after.lastGood === undefined ? '; no last_good' : '; last_good stays';
  if (after.lastGood !== after.latest) assert.is(after.lastGood, before.lastGood);
  return `a new run, ${after.latestTrust}${lastGood}${gone}`;
}

function readPointer(base: string, name: string): string | undefined {
  const link = path.join(base, name);
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ? path.basename(readlinkSync(link)) : undefined;
}

function listDirectory(dir: string): string[] {
  if (!lstatSync(dir, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(dir).sort();
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const startOf = (section: string) => `<!-- table: ${section} -->\n`;
const HEAD = '| what is wrong | exit | what oads says | afterwards |\n|---|---|---|---|\n';
const END = '<!-- end of table -->';

function readTable(section: string): string[] {
  if (!existsSync(DOCUMENT)) return [];
  const [, rest] = readFileSync(DOCUMENT, 'utf8').split(startOf(section));
  if (rest === undefined) return [];
  return rest
    .slice(0, rest.indexOf(END))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what is wrong'));
}

function writeTable(section: string, rows: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const from = text.indexOf(startOf(section));
  if (from === -1) throw new Error(`docs/failures.md has no place for the table: ${startOf(section).trim()} … ${END}`);
  const start = from + startOf(section).length;
  mkdirSync(path.dirname(DOCUMENT), { recursive: true });
  writeFileSync(DOCUMENT, `${text.slice(0, start)}${HEAD}${rows.join('\n')}\n${text.slice(text.indexOf(END, start))}`);
}
