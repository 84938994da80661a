import { spawnSync } from 'node:child_process';
import { closeSync, constants, cpSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { loadPolars } from '../../src/core/frame/polars.ts';
import { WITH_CHECKSUMS } from '../core/frame/read/parquet/checksummed-parquet.ts';
import { type Finished, runOads, scratchDir } from '../support/cli.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const pl = await loadPolars();
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

const HEADER = ['id', 'shipped', 'weight', 'hours', 'mode'] as const;
const ROWS = makeShipments(200, 2, 5000);
const LINES = [HEADER.join(','), ...ROWS.map((row) => HEADER.map((name) => row[name]).join(','))];
const CSV = `${LINES.join('\n')}\n`;
const OBJECTS = ROWS.map((row) => JSON.stringify(row));

/** The CSV with line `line` (1 is the header) written anew. */
function withLine(line: number, change: (text: string) => string): string {
  return `${LINES.map((text, index) => (index === line - 1 ? change(text) : text)).join('\n')}\n`;
}

/** The CSV with one cell written anew. */
function withCell(line: number, column: (typeof HEADER)[number], cell: string): string {
  return withLine(line, (text) => text.split(',').with(HEADER.indexOf(column), cell).join(','));
}

function withObject(line: number, change: (text: string) => string): string {
  return OBJECTS.map((text, index) => `${index === line - 1 ? change(text) : text}\n`).join('');
}

const FRAME = pl.DataFrame(
  Object.fromEntries(
    HEADER.map((name) => [name, pl.Series(name, ROWS.map((row) => row[name]) as never, name === 'id' ? pl.Int64 : undefined)]),
  ),
);
const PARQUET = FRAME.writeParquet({ compression: 'zstd' });
const ARROW = FRAME.writeIPC();
const STREAM = FRAME.writeIPCStream();
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
const END_MARK_BYTES = 8;

function changeByte(bytes: Buffer, at: number, to = (bytes.at(at) as number) ^ 0xff): Buffer {
  const changed = Buffer.from(bytes);
  changed[at < 0 ? bytes.length + at : at] = to;
  return changed;
}

/** The number of rows in the metadata of the record batch, 200, made 2^56 more. */
function claimMoreRows(arrow: Buffer): Buffer {
  const changed = Buffer.from(arrow);
  const rows = Buffer.alloc(8);
  rows.writeBigInt64LE(200n);
  for (let at = changed.indexOf(rows); at >= 0; at = changed.indexOf(rows, at + 8)) changed[at + 7] = 1;
  return changed;
}

/** `oads check` of one file, which leaves no artifacts, whatever it says. */
function checked(fault: string, name: string, content: () => Buffer | string, expected: Pick<Fault, 'exit' | 'says' | 'line'>): Fault {
  const provoke = async (scene: Scene) => {
    writeFileSync(path.join(scene.dir, name), content());
    await scene.run(['check', name, '-c', pipeline.config]);
  };
  return { fault, provoke, after: 'nothing written', ...expected };
}

const lastLine = ({ stdout }: Finished) => stdout.trimEnd().split('\n').at(-1) ?? '';
const passed = { exit: 0, says: /^quality pass: .*; 200 rows, 0 set aside$/, line: lastLine } as const;
const refused = (says: RegExp) => ({ exit: 3, says }) as const;
const FORMAT = String.raw`^error\[OADS_SOURCE_FORMAT\]: `;

/** The small pipeline with its files in the scene's directory, after one certified run. */
async function afterCertifiedRun({ dir }: Scene): Promise<void> {
  cpSync(path.dirname(pipeline.config), dir, { recursive: true });
  const { code, stderr } = await runOads(['run', '-c', 'oads.yaml'], { cwd: dir });
  if (code !== 0) throw new Error(stderr);
}

const test = faultSuite({
  section: 'input',
  before: async () => {
    scratch = await scratchDir();
    pipeline = await makeSmallPipeline(scratch.dir);
  },
  after: () => scratch.remove(),
  faults: [
    checked(
      'CSV with semicolons, CRLF, a byte order mark, and line ends in quotes',
      'rows.csv',
      () => `\ufeff${CSV.replaceAll(',', ';').replaceAll('\n', '\r\n').replace(';note\r\n', ';"no\r\nte"\r\n')}`,
      passed,
    ),
    checked(
      'CSV as gzip in two parts, named .parquet',
      'rows.parquet',
      () => Buffer.concat([gzipSync(CSV.slice(0, 999)), gzipSync(CSV.slice(999))]),
      passed,
    ),
    checked('Parquet named .csv', 'rows.csv', () => PARQUET, passed),
    checked(
      'a row with too few cells',
      'rows.csv',
      () => withLine(51, (text) => text.slice(0, text.lastIndexOf(','))),
      refused(new RegExp(`${FORMAT}rows\\.csv: line 51: expected 5 cells as in the header, got 4$`)),
    ),
    checked(
      'a row with too many cells',
      'rows.csv',
      () => withLine(51, (text) => `${text},1`),
      refused(new RegExp(`${FORMAT}rows\\.csv: line 51: expected 5 cells as in the header, got 6$`)),
    ),
    checked(
      'the file ends within a row',
      'rows.csv',
      () => CSV.slice(0, -20),
      refused(new RegExp(`${FORMAT}rows\\.csv: line 201: expected 5 cells .*, got 2$`)),
    ),
    checked('the file ends within the last cell of a row', 'rows.csv', () => CSV.slice(0, CSV.lastIndexOf(',') + 2), {
      exit: 1,
      says: /^warning: .*rows\.csv: the last line, 201, has no line end: if the file was cut short/,
      line: ({ stderr }) => stderr.trim(),
    }),
    checked('a header and no rows', 'rows.csv', () => `${LINES[0]}\n`, { exit: 1, says: /^FAIL fresh: no event time/, line: failLine }),
    checked('an empty file', 'rows.csv', () => '', refused(/^error\[OADS_SOURCE_EMPTY\]: rows\.csv: expected records, got an empty file$/)),
    checked('blanks and line ends only', 'rows.csv', () => ' \n\t\n', refused(/^error\[OADS_SOURCE_EMPTY\]: .* got a blank line$/)),
    checked('a cell of 10 MB', 'rows.csv', () => withCell(51, 'mode', 'x'.repeat(10e6)), {
      exit: 1,
      says: /^FAIL modes: not so in 1 row of 200/,
      line: failLine,
    }),
    checked(
      'a quote that is never closed',
      'rows.csv',
      () => withCell(51, 'mode', '"air'),
      refused(new RegExp(`${FORMAT}rows\\.csv: record at line 51: expected a closing quote, got the end of the file$`)),
    ),
    checked(
      'a letter in Latin-1',
      'rows.csv',
      () => Buffer.from(withCell(51, 'mode', 'é'), 'latin1'),
      refused(new RegExp(`${FORMAT}rows\\.csv: line 51: expected UTF-8, got other bytes$`)),
    ),
    checked(
      'UTF-16 without a byte order mark',
      'rows.csv',
      () => Buffer.from(CSV, 'utf16le'),
      refused(new RegExp(`${FORMAT}.* got UTF-16 text$`)),
    ),
    checked(
      'a zero byte after 64 KiB',
      'rows.csv',
      () => `${CSV.trimEnd()}${`\n${LINES[1]}`.repeat(1500)}\0\n`,
      refused(new RegExp(`${FORMAT}rows\\.csv: line 1701: expected UTF-8, got a zero byte$`)),
    ),
    checked(
      'a column name twice',
      'rows.csv',
      () => CSV.replace('hours', 'weight'),
      refused(new RegExp(`${FORMAT}rows\\.csv: expected each column name once in the header, got "weight" twice$`)),
    ),
    checked(
      'a column without a name',
      'rows.csv',
      () => CSV.replace('hours', ''),
      refused(new RegExp(`${FORMAT}rows\\.csv: column 4: expected a name in the header, got none$`)),
    ),
    checked(
      '20,000 columns',
      'rows.csv',
      () => `${Array.from({ length: 20_000 }, (_, column) => `c${column}`).join(',')}\n${'1,'.repeat(19_999)}1\n`,
      refused(new RegExp(`${FORMAT}.*rows\\.csv: expected at most 10000 columns, got 20000$`)),
    ),
    checked(
      'gzip that is cut short',
      'rows.csv.gz',
      () => half(gzipSync(CSV)),
      refused(new RegExp(`${FORMAT}.*expected a whole gzip file, got unexpected end of file$`)),
    ),
    checked(
      'bytes after the end of gzip',
      'rows.csv.gz',
      () => Buffer.concat([gzipSync(CSV), Buffer.from('more')]),
      refused(new RegExp(`${FORMAT}.*expected a whole gzip file, got incorrect header check$`)),
    ),
    checked(
      'a spreadsheet (XLSX, which is ZIP) as CSV',
      'rows.csv',
      () => 'PK\u0003\u0004…',
      refused(new RegExp(`${FORMAT}.*got a ZIP archive or a spreadsheet$`)),
    ),
    checked('a PDF document as CSV', 'rows.csv', () => '%PDF-1.7\n%âãÏÓ\n1 0 obj\n', refused(new RegExp(`${FORMAT}.*got a PDF document$`))),
    checked(
      'a web page as CSV',
      'rows.csv',
      () => '<!DOCTYPE html>\n<title>Sign in</title>\n',
      refused(new RegExp(`${FORMAT}.*got XML or HTML$`)),
    ),
    checked('a JSON array as CSV', 'rows.csv', () => JSON.stringify(ROWS, null, 2), refused(new RegExp(`${FORMAT}.*got a JSON array$`))),
    checked(
      'Parquet that is cut in half',
      'rows.parquet',
      () => half(PARQUET),
      refused(new RegExp(`${FORMAT}rows\\.parquet: expected a whole Parquet file, got .*must end with PAR1$`)),
    ),
    checked(
      'one byte changed in the footer of Parquet',
      'rows.parquet',
      () => changeByte(PARQUET, -30),
      refused(new RegExp(`${FORMAT}rows\\.parquet: expected a whole Parquet file, got `)),
    ),
    checked(
      'one byte changed in a page of Parquet that has a checksum',
      'rows.parquet',
      () => changeByte(WITH_CHECKSUMS[0], 60),
      refused(
        new RegExp(`${FORMAT}rows\\.parquet: expected a whole Parquet file, got a page of column "id" that is not what its checksum says$`),
      ),
    ),
    checked(
      'one byte changed in a page of Parquet without a checksum: it is read as another value',
      'rows.parquet',
      () => changeByte(PARQUET, PARQUET.length >> 1),
      passed,
    ),
    checked(
      'Parquet with a column of lists',
      'rows.parquet',
      () =>
        FRAME.withColumns(
          pl.Series(
            'stops',
            ROWS.map(() => ['a', 'b']),
          ) as never,
        ).writeParquet({ compression: 'zstd' }),
      refused(/^error\[OADS_COLUMN_TYPE\]: rows\.parquet: column "stops": expected one of .*, got List$/),
    ),
    checked(
      'an Arrow file that is cut in half',
      'rows.arrow',
      () => half(ARROW),
      refused(new RegExp(`${FORMAT}rows\\.arrow: expected a whole Arrow file, got a file without its end mark$`)),
    ),
    checked(
      'an Arrow file that claims more rows than a machine could hold',
      'rows.arrow',
      () => claimMoreRows(ARROW),
      refused(new RegExp(`${FORMAT}rows\\.arrow: expected a whole Arrow file, got a record batch of \\d+ rows in \\d+ bytes$`)),
    ),
    checked(
      'an Arrow stream that is cut between two messages',
      'rows.arrows',
      () => STREAM.subarray(0, -END_MARK_BYTES),
      refused(new RegExp(`${FORMAT}rows\\.arrows: expected an Arrow IPC stream, got a stream that ends before its end mark$`)),
    ),
    checked(
      'two Arrow streams in one file',
      'rows.arrows',
      () => Buffer.concat([STREAM, STREAM]),
      refused(new RegExp(`${FORMAT}rows\\.arrows: expected an Arrow IPC stream, got more bytes after its end mark$`)),
    ),
    checked(
      'a line of NDJSON that is cut short',
      'rows.ndjson',
      () => withObject(51, (text) => text.slice(0, 12)),
      refused(new RegExp(`${FORMAT}rows\\.ndjson: line 51: expected one flat JSON object, got an object that is cut short: `)),
    ),
    checked(
      'an object within NDJSON',
      'rows.ndjson',
      () => withObject(51, (text) => text.replace(/"mode":"\w+"/, '"mode":{"by":"air"}')),
      refused(new RegExp(`${FORMAT}rows\\.ndjson: line 51: .* got an object in field "mode"$`)),
    ),
    checked(
      'a field of NDJSON that is there twice',
      'rows.ndjson',
      () => withObject(51, (text) => text.replace('}', ',"weight":7}')),
      refused(new RegExp(`${FORMAT}rows\\.ndjson: line 51: .* got the field "weight" twice$`)),
    ),
    checked(
      'NDJSON with text among numbers',
      'rows.ndjson',
      () => withObject(51, (text) => text.replace(/"weight":[\d.]+/, '"weight":"heavy"')),
      {
        exit: 1,
        says: /^FAIL contract-weight: 1 unreadable as number of 200 values/,
        line: failLine,
      },
    ),
    checked('a number with a thousands separator', 'rows.csv', () => withCell(51, 'weight', '"1,234.5"'), {
      exit: 1,
      says: /^FAIL contract-weight: 1 unreadable as number of 200 values/,
      line: failLine,
    }),
    checked('a number beyond all numbers, 1e999', 'rows.csv', () => withCell(51, 'weight', '1e999'), {
      exit: 1,
      says: /^FAIL contract-weight: 1 unreadable as number of 200 values/,
      line: failLine,
    }),
    checked('a date of another form, 12/31/2026', 'rows.csv', () => withCell(51, 'shipped', '12/31/2026'), {
      exit: 1,
      says: /^FAIL contract-shipped: 1 unreadable as timestamp of 200 values/,
      line: failLine,
    }),
    {
      fault: 'a directory instead of a file',
      provoke: async (scene) => {
        mkdirSync(path.join(scene.dir, 'rows'));
        await scene.run(['check', 'rows', '-c', pipeline.config]);
      },
      exit: 3,
      says: /^error\[OADS_SOURCE_UNREADABLE\]: rows: expected a file, got a directory$/,
      after: 'nothing written',
    },
    {
      fault: 'no such file',
      provoke: (scene) => scene.run(['check', 'nowhere.csv', '-c', pipeline.config]),
      exit: 3,
      says: /^error\[OADS_SOURCE_MISSING\]: nowhere\.csv: no such file$/,
      after: 'nothing written',
    },
    {
      fault: 'a pipe whose writer writes nothing, then SIGINT',
      provoke: (scene) => interruptIdlePipe(scene),
      exit: 130,
      says: /^error\[OADS_INTERRUPTED\]: interrupted$/,
      after: 'nothing written',
    },
    {
      fault: '`oads load -o` of a file with a ragged row',
      provoke: async (scene) => {
        writeFileSync(
          path.join(scene.dir, 'rows.csv'),
          withLine(51, (text) => `${text},1`),
        );
        const config = pipeline.reconfigure('ragged.yaml', (yaml) => yaml.replace('path: batch.csv', `path: ${scene.dir}/rows.csv`));
        await scene.run(['load', '-c', config, '-o', 'out.parquet']);
        assert.not.ok(existsSync(path.join(scene.dir, 'out.parquet')));
      },
      exit: 3,
      says: new RegExp(`${FORMAT}.*rows\\.csv: line 51: expected 5 cells`),
      after: 'nothing written',
    },
    {
      fault: '`oads run` on a damaged file, after a good load',
      provoke: async (scene) => {
        await afterCertifiedRun(scene);
        writeFileSync(path.join(scene.dir, 'batch.csv'), half(gzipSync(CSV)));
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^fallback data .*\[the rows of the last good load instead of file, which could not be read as configured \(OADS_SOURCE_FORMAT\); newest row .*\(fallback_stale\)$/,
      after: 'a new run, rank-only; last_good stays',
    },
    {
      fault: '`oads run` on a damaged file, without a fallback',
      provoke: async (scene) => {
        await afterCertifiedRun(scene);
        writeFileSync(path.join(scene.dir, 'batch.csv'), half(gzipSync(CSV)));
        const config = pipeline.reconfigure('alone.yaml', (yaml) => `${yaml}fallback: {last_good: false}\n`);
        cpSync(config, path.join(scene.dir, 'oads.yaml'));
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 3,
      says: new RegExp(`${FORMAT}.*batch\\.csv: expected a whole gzip file, got unexpected end of file$`),
      after: 'the earlier run stays',
    },
  ],
});

/** The first failed check, not the table of all. */
function failLine({ stdout }: Finished): string {
  return stdout.split('\n').find((line) => /^FAIL [a-z-]+: /.test(line)) ?? '';
}

/** The signal is sent once the command has opened the pipe: before, opening it for writing fails. */
function interruptIdlePipe(scene: Scene): Promise<Finished> {
  const pipe = path.join(scene.dir, 'pipe');
  assert.is(spawnSync('mkfifo', [pipe]).status, 0, 'mkfifo');
  let writer: number | undefined;
  return scene
    .run(['check', 'pipe', '-c', pipeline.config], {
      onStart: (child) => {
        const tryToOpen = () => {
          if (child.exitCode !== null) return;
          try {
            writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
            child.kill('SIGINT');
          } catch {
            setImmediate(tryToOpen);
          }
        };
        tryToOpen();
      },
    })
    .finally(() => {
      if (writer !== undefined) closeSync(writer);
    });
}

test.run();
