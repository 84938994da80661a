import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scratchDir } from '../support/cli.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

/** Runs on a config of one's own, with the data and the bundle of the small pipeline beside it. */
async function runWith({ dir, run }: Scene, change: (yaml: string) => string | Buffer, env?: Record<string, string>): Promise<void> {
  for (const name of ['batch.csv', 'model']) cpSync(path.join(scratch.dir, name), path.join(dir, name), { recursive: true });
  let yaml = '';
  pipeline.reconfigure('unchanged.yaml', (text) => {
    yaml = text;
    return text;
  });
  writeFileSync(path.join(dir, 'oads.yaml'), change(yaml));
  await run(['run'], { env });
}

/** A config that is refused: nothing is read and nothing written. */
function refused(fault: string, change: (yaml: string) => string | Buffer, says: RegExp, env?: Record<string, string>): Fault {
  return { fault, provoke: (scene) => runWith(scene, change, env), exit: 2, says, after: 'nothing written' };
}

/** One text for another, which must be there. */
const swap = (text: string, by: string) => (yaml: string) => {
  if (!yaml.includes(text)) throw new Error(`the config does not hold ${text}`);
  return yaml.replace(text, by);
};

const variable = (name: string) => ['${', name, '}'].join('');

const unknownColumn = (fault: string, text: string, by: string, says: RegExp): Fault => ({
  fault,
  provoke: (scene) => runWith(scene, swap(text, by)),
  exit: 1,
  says,
  after: 'a new run, withheld; no last_good',
});

const test = faultSuite({
  section: 'config',
  before: async () => {
    scratch = await scratchDir();
    pipeline = await makeSmallPipeline(scratch.dir);
  },
  after: () => scratch.remove(),
  faults: [
    // The file.
    {
      fault: 'the config is missing',
      provoke: ({ run }) => run(['run']),
      exit: 2,
      says: /oads\.yaml": no such file/,
      after: 'nothing written',
    },
    {
      fault: 'the config is a directory',
      provoke: ({ dir, run }) => {
        mkdirSync(path.join(dir, 'oads.yaml'));
        return run(['run']);
      },
      exit: 2,
      says: /oads\.yaml": it is a directory/,
      after: 'nothing written',
    },
    refused('the config is empty', () => '# nothing\n', /oads\.yaml:1:1 expected one YAML document, got an empty file/),
    refused('two documents', (yaml) => `${yaml}---\n${yaml}`, /oads\.yaml:\d+:1 expected one YAML document, got 2/),
    refused('a config of 2 MB', (yaml) => `${yaml}# ${'x'.repeat(2_000_000)}\n`, /expected at most 1000000 characters, got 20\d+/),
    refused(
      'a byte that is no UTF-8',
      (yaml) => Buffer.concat([Buffer.from(yaml), Buffer.from('# caf\xe9\n', 'latin1')]),
      /oads\.yaml:\d+:1 expected UTF-8, got bytes of another encoding/,
    ),
    {
      fault: 'a byte order mark and CRLF: works',
      provoke: (scene) => runWith(scene, (yaml) => `\ufeff${yaml.replaceAll('\n', '\r\n')}`),
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    // YAML.
    refused('a tab for blanks', swap('    id: {type', '\t\tid: {type'), /oads\.yaml:7:1 not valid YAML: .*tab/),
    refused('a key twice', swap('key: [id]', 'key: [id]\nkey: [id]'), /oads\.yaml:5:1 .*duplicate.* key/),
    refused('an alias of a value within itself', swap('fit: {', 'fit: &fit {self: *fit, '), /oads\.yaml:\d+:\d+ .*alias/),
    refused(
      'a billion laughs',
      (yaml) =>
        `${yaml}description: [${['&a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefg'.split('').map((name, index) => `&${name} [${Array(10).fill(`*${'abcdef'[index]}`).join(', ')}]`)].join(', ')}]\n`,
      /oads\.yaml:\d+:\d+ .*expected at most \d+ values once aliases are filled in/,
    ),
    // Keys and types.
    refused(
      'a misspelt key at the top',
      swap('checks:', 'cheks:'),
      /oads\.yaml:12:1 cheks: expected one of the keys .*did you mean "checks"/,
    ),
    refused('a misspelt key of a check', swap('max: 0.1', 'maxx: 0.1'), /oads\.yaml:15:\d+ checks\[2\]\.maxx: .*did you mean "max"/),
    refused('a number as text', swap('max: 0.1', 'max: "0.1"'), /oads\.yaml:15:\d+ checks\[2\]\.max: expected number .*, got "0\.1"/),
    refused(
      'text as a number',
      swap('column: mode, values', 'column: 7, values'),
      /oads\.yaml:14:\d+ checks\[1\]\.column: expected string .*, got 7/,
    ),
    refused(
      'all keys of a block lost',
      swap('model: {path: model}', 'model: {path: model}\ngate: {}'),
      /oads\.yaml:\d+:1 gate: expected object with at least 1 key, got \{\}/,
    ),
    // Names.
    refused(
      'nine unknown keys at once, as of a block that moved into another',
      swap('model: {path: model}', `model: {path: model, ${[...'abcdefghi'].map((key) => `${key}: 1`).join(', ')}}`),
      /oads\.yaml:22:\d+ model\.a: expected one of the keys path, threshold, rule, fdr, got unknown key "a" \(and 8 more\)/,
    ),
    refused('a misspelt check', swap('check: allowed', 'check: allwed'), /checks\[1\]\.check: expected one of .*, got "allwed"/),
    refused('a misspelt loader', swap('loader: file', 'loader: flie'), /source\.loader: expected one of "postgres", "file", got "flie"/),
    refused(
      'a plugin that is not there',
      swap('check: allowed', 'check: iata-ops:aidx'),
      /checks\[1\]\.check: no plugin "iata-ops" is installed, got "iata-ops:aidx"/,
    ),
    {
      fault: 'a feature of a plugin that is not there',
      provoke: (scene) => runWith(scene, swap('column: hours}\n  - {name: mode', 'plugin: iata-ops:slots}\n  - {name: mode')),
      exit: 4,
      says: /oads\.yaml:\d+:\d+ features\[1\]\.plugin: no plugin "iata-ops" is installed, got "iata-ops:slots"/,
      after: 'nothing written',
    },
    refused('two checks with one id', swap('id: modes', 'id: ids'), /checks\[3\]\.id: expected ids to differ, got "ids"/),
    refused(
      'the id of a check of the contract',
      swap('id: modes', 'id: contract-mode'),
      /checks\[1\]\.id: expected an id of its own, got "contract-mode"/,
    ),
    unknownColumn('a check of a column that is not there', 'column: mode, values', 'column: mood, values', /expected a column "mood"/),
    refused(
      'a key that the contract lacks',
      swap('key: [id]', 'key: [di]'),
      /oads\.yaml:4:\d+ key\[0\]: expected a column of the contract, got "di"/,
    ),
    {
      fault: 'a feature of a column that is not there',
      provoke: (scene) => runWith(scene, swap('column: hours}', 'column: huors}')),
      exit: 4,
      says: /error\[OADS_MODEL_FEATURES\]: .*differ at "hours"/,
      after: 'a new run, withheld; no last_good',
    },
    // Values.
    refused('min above max', swap('min: 0, max: 100000', 'min: 100000, max: 0'), /checks\[0\]: .*expected min <= max, got 100000 and 0/),
    refused('a limit that is not a number', swap('max: 0.1', 'max: .nan'), /checks\[2\]\.max: expected number .*, got NaN/),
    refused('a percentage for a share', swap('max: 0.1', 'max: 10'), /checks\[2\]\.max: expected number >= 0 and < 1, got 10/),
    refused('a duration in years', swap('max_age: 365d', 'max_age: 1y'), /checks\[4\]\.max_age: expected a duration .*7d, got "1y"/),
    refused(
      'a port that cannot be',
      (yaml) => `${yaml}dashboard: {port: 70000}\n`,
      /dashboard\.port: expected integer >= 0 and <= 65535, got 70000/,
    ),
    refused('a window without its column', (yaml) => `${yaml}window: {length: 7d}\n`, /window: expected key "column", got nothing/),
    refused(
      'a broken regular expression',
      swap('check: allowed, column: mode, values: [air, sea, road]', "check: pattern, column: mode, pattern: '[a-z'"),
      /checks\[1\]: expected a regular expression, got "\[a-z"/,
    ),
    refused(
      'a pattern that needs backtracking',
      swap('check: allowed, column: mode, values: [air, sea, road]', "check: pattern, column: mode, pattern: '(?!x).*'"),
      /matched in linear time, got "\(\?!x\)\.\*" with look-around/,
    ),
    unknownColumn(
      'a broken SQL expression',
      'check: allowed, column: mode, values: [air, sea, road]',
      'check: expression, sql: hours >',
      /cannot evaluate .hours >.: sql parser error/,
    ),
    unknownColumn(
      'an SQL expression that holds whatever the rows are',
      'check: allowed, column: mode, values: [air, sea, road]',
      "check: expression, sql: \"'hours' <> 'weight'\"",
      /expected an expression over at least one of the columns .*, got a constant/,
    ),
    // Variables.
    refused(
      'a variable that is not set',
      swap('path: batch.csv', `path: "${variable('NO_SUCH')}"`),
      /source\.options\.path: expected the environment variable NO_SUCH to be set/,
    ),
    refused(
      'a variable with structure in it',
      swap('severity: quarantine', `severity: "${variable('SEVERITY')}"`),
      /checks\[0\]\.severity: expected one of .*, got "warn\\ntolerance: 0\.9"/,
      { SEVERITY: 'warn\ntolerance: 0.9' },
    ),
    // What is valid, and probably a mistake.
    {
      fault: 'a threshold in the place of the calibrated one',
      provoke: (scene) => runWith(scene, swap('model: {path: model}', 'model: {path: model, threshold: 0.99}')),
      exit: 0,
      says: /^warning: oads\.yaml:\d+:\d+ model\.threshold: 0\.99 replaces the 0\.\d+ of the bundle: it flags 0 of the 1000 calibration rows, the bundle's 19$/,
      after: 'a new run, certified',
    },
    {
      fault: 'a check that lets everything pass',
      provoke: (scene) =>
        runWith(scene, swap('check: allowed, column: mode, values: [air, sea, road]', "check: pattern, column: mode, pattern: '.*'")),
      exit: 0,
      says: /^warning: oads\.yaml:14:\d+ checks\[1\]\.pattern: it matches any text$/,
      after: 'a new run, certified',
    },
  ],
});
test.run();
