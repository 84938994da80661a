import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importsIn, parseNodeCall, quoteOption } from '../../src/launcher/parse-node-call.ts';
import { layShim } from '../../src/launcher/shim.ts';
import { root, scratchDir } from '../support/cli.ts';

const test = suite('launcher/act-as-node');
const empty = {
  asksVersion: false,
  requires: [],
  imports: [],
  code: undefined,
  prints: false,
  inputType: undefined,
  script: undefined,
  args: [],
  options: [],
  forNode: [],
  refusal: undefined,
};

test('a command line is read as Node reads it', () => {
  const cases: [readonly string[], object][] = [
    [[], {}],
    [['-v'], { asksVersion: true, options: ['-v'] }],
    [['a.js', '-e', '--', 'x'], { script: 'a.js', args: ['-e', '--', 'x'] }],
    [['--', '-a.js', 'x'], { script: '-a.js', args: ['x'] }],
    [['-', 'x'], { script: '-', args: ['x'] }],
    [['-e', '1', 'x'], { code: '1', args: ['x'], options: ['-e', '1'] }],
    [['--eval=-1'], { code: '-1', options: ['--eval=-1'] }],
    [['-pe', '1', '--', '-x'], { code: '1', prints: true, args: ['-x'], options: ['-pe', '1'] }],
    [['-p', '1'], { code: '1', prints: true, options: ['-p', '1'] }],
    [['-p', '-e', '1'], { code: '1', prints: true, options: ['-p', '-e', '1'] }],
    [['-p'], { prints: true, options: ['-p'] }],
    [['--print=7'], { prints: true, options: ['--print=7'] }],
    [['--no-experimental-strip-types', ''], { forNode: ['--no-experimental-strip-types'], script: '' }],
    [
      ['-r', 'a', '--require=b', '--import', 'c', 's.js'],
      { requires: ['a', 'b'], imports: ['c'], script: 's.js', options: ['-r', 'a', '--require=b', '--import', 'c'] },
    ],
    [['--input-type=module', '-e', 'await 1'], { code: 'await 1', inputType: 'module', options: ['--input-type=module', '-e', 'await 1'] }],
    // Node alone can follow these: it is started over with them.
    [['-C', 'dev', 's.js'], { forNode: ['--conditions=dev'], script: 's.js', options: ['-C', 'dev'] }],
    [['--no-warnings', '--max-old-space-size=99', 's.js'], { forNode: ['--no-warnings', '--max-old-space-size=99'], script: 's.js' }],
  ];
  for (const [argv, expected] of cases) {
    const options = parseNodeCall(argv).options;
    assert.equal(parseNodeCall(argv), { ...empty, options, ...expected }, argv.join(' '));
  }
});

test('what cannot be followed is said, and nothing is run', () => {
  for (const [argv, refusal] of [
    [['-e'], '-e requires an argument'],
    [['-e', '-p'], '-e requires an argument'],
    [['--import'], '--import requires an argument'],
    [['--nonsense', 's.js'], 'bad option: --nonsense'],
    [['--test'], '--test is not supported by the Node within oads'],
    [['-c', 's.js'], '-c is not supported by the Node within oads'],
    [['-i'], '-i is not supported by the Node within oads'],
    [['--watch', 's.js'], '--watch is not supported by the Node within oads'],
    [['--loader=x', 's.js'], '--loader is not supported by the Node within oads'],
    [['--permission', '--allow-fs-read=*', 's.js'], '--permission is not supported by the Node within oads'],
    [['--env-file-if-exists=x', 's.js'], '--env-file-if-exists is not supported by the Node within oads'],
    [['--input-type=bogus', 's.js'], '--input-type must be one of module, commonjs, module-typescript, commonjs-typescript'],
    [['--eval=', 's.js'], '--eval= requires an argument'],
  ] as const) {
    assert.is(parseNodeCall(argv).refusal, refusal);
  }
});

test('NODE_OPTIONS gives and takes options with blanks and quotes', () => {
  assert.equal(importsIn('--no-warnings --import ./a.mjs --import="b c.mjs" --import="d\\"e"'), ['./a.mjs', 'b c.mjs', 'd"e']);
  assert.equal(importsIn(''), []);
  for (const option of ['--title=plain', '--title=a b', '--title=a "b" \\c'])
    assert.equal(importsIn(quoteOption(option.replace('--title', '--import'))), [option.slice('--title='.length)]);
});

test('each copy of the executable has a node of its own; one that is gone is swept, and a directory of another is not used', async () => {
  const { dir, remove } = await scratchDir();
  const at = (...names: string[]) => path.join(dir, ...names);
  mkdirSync(at('root'));
  for (const name of ['one', 'two']) writeFileSync(at(name), '');
  const one = layShim(at('root'), at('one'), at('tmp')) as string;
  assert.is(readlinkSync(one), at('one'));
  assert.is(path.basename(one), 'node');
  assert.is(layShim(at('root'), at('one'), at('tmp')), one);
  rmSync(at('one'));
  const two = layShim(at('root'), at('two'), at('tmp')) as string;
  assert.equal(readdirSync(at('root', 'shim')), [path.basename(path.dirname(two))], 'that of the copy that is gone is swept');

  // The unpacked program cannot be written to: here a file stands where its directory would be.
  writeFileSync(at('sealed'), '');
  mkdirSync(at('tmp'));
  const spare = layShim(at('sealed'), at('two'), at('tmp')) as string;
  assert.ok(spare.startsWith(at('tmp')), spare);
  assert.is(readlinkSync(spare), at('two'));
  const own = path.relative(at('tmp'), spare).split(path.sep)[0];
  mkdirSync(at('laid'));
  symlinkSync(at('tmp', own), at('laid', own));
  assert.is(layShim(at('sealed'), at('two'), at('laid')), undefined, 'a link that anyone may have laid is not followed');
  assert.not.ok(existsSync(at('sealed', 'shim')));
  await remove();
});

test('code runs as with node -e: a script where it can be one, else a module; its error is its own', async () => {
  const { dir, remove } = await scratchDir();
  const run = (...argv: string[]) => {
    const source = `import { actAsNode } from ${JSON.stringify(path.join(root, 'src', 'launcher', 'act-as-node.ts'))}; actAsNode(${JSON.stringify(argv)});`;
    writeFileSync(path.join(dir, 'launch.mjs'), source);
    return promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(dir, 'launch.mjs')], { cwd: dir });
  };
  assert.is((await run('-p', 'var x: number = 2; [x + 1, path.sep, this === globalThis].join()')).stdout, '3,/,true\n');
  assert.is((await run('-e', 'import os from "node:os"; console.log(typeof os.EOL, await 1)')).stdout, 'string 1\n');
  const failed = await run('-e', 'throw new TypeError("own")').catch((error: { code: number; stderr: string }) => error);
  assert.is((failed as { code: number }).code, 1);
  const unprinted = await run('--input-type=module', '-p', '1').catch((error: { code: number; stderr: string }) => error);
  assert.is((unprinted as { code: number }).code, 1);
  assert.match(unprinted.stderr, /ERR_EVAL_ESM_CANNOT_PRINT/);
  assert.match(failed.stderr, /^\[eval\]:1\nthrow new TypeError\("own"\)\n\^\n\nTypeError: own\n/);
  await remove();
});

test('what is forked with options of Node keeps the channel to its parent, and ends as it ends', async () => {
  const { dir, remove } = await scratchDir();
  const launch = path.join(dir, 'launch.mjs');
  const acts = path.join(root, 'src', 'launcher', 'act-as-node.ts');
  writeFileSync(launch, `import { actAsNode } from ${JSON.stringify(acts)}; actAsNode(process.argv.slice(2));`);
  writeFileSync(
    path.join(dir, 'kid.mjs'),
    `process.on('message', (told) => {
      process.send([told, process.env.NODE_OPTIONS.endsWith('--stack-trace-limit=5')]);
      process.disconnect();
      process.exitCode = 7;
    });`,
  );
  const kid = fork(launch, ['--stack-trace-limit=5', path.join(dir, 'kid.mjs')], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  kid.send(new Map([['a', 1n]]));
  const [[said], [code]] = await Promise.all([once(kid, 'message'), once(kid, 'exit')]);
  assert.equal(said, [new Map([['a', 1n]]), true]);
  assert.is(code, 7);
  await remove();
});

test.run();
