import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT_CODES } from '../../../scripts/shell/make-manual.mjs';
import { makeShare } from '../../../scripts/shell/write-share.mjs';
import { root, scratchDir } from '../../support/cli.ts';

const test = suite('completion and manual');
const readJson = (name: string) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
const manifest = readJson('oclif.manifest.json') as {
  commands: Record<string, { id: string; hidden?: boolean; flags: Record<string, { name: string }> }>;
};
const share = makeShare(manifest, readJson('package.json'));
const commands = Object.values(manifest.commands).filter(({ hidden }) => !hidden);
const { dir, remove } = await scratchDir();
for (const [name, text] of Object.entries(share)) writeFileSync(path.join(dir, name), text);

const run = (file: string, args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(file, args, { cwd: dir, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: dir, LC_ALL: 'C.UTF-8', ...env } });
const has = (file: string) => run(file, ['--version']).error === undefined;

/** Words before the cursor, as the shell parts them, and what must be offered. */
const CASES: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['con'], ['config']],
  [
    ['config', ''],
    ['check', 'schema', 'show'],
  ],
  [['help', 'lab'], ['labels']],
  [['config', 'show', '--or'], ['--origin']],
  [
    ['plugins', 'ins'],
    ['inspect', 'install'],
  ],
  [['plugins', 'install', '--allow'], ['--allow-scripts']],
  [
    ['drift', '--format', ''],
    ['arrow', 'csv', 'ndjson', 'parquet', 'text'],
  ],
  [['drift', '--format', 'c'], ['csv']],
  [
    ['autocomplete', ''],
    ['bash', 'powershell', 'zsh'],
  ],
];

test('the manual tells the exit codes as docs/exit-codes.md does', () => {
  const told = readFileSync(path.join(root, 'docs', 'exit-codes.md'), 'utf8').replaceAll('`', '');
  assert.ok(EXIT_CODES.length > 5);
  for (const [code, text] of EXIT_CODES) assert.ok(told.includes(`| ${code} | ${text} |`), `${code} ${text}`);
});

test('what the build laid in dist/share is made of these very commands', () => {
  for (const [name, text] of Object.entries(share)) assert.is(readFileSync(path.join(root, 'dist', 'share', name), 'utf8'), text, name);
});

test('every command and flag is in all of them', () => {
  for (const { id, flags } of commands) {
    const words = id.replaceAll(':', ' ');
    for (const text of [share['oads.bash'], share._oads, share['oads.fish']])
      assert.ok(text.includes(`'${words}'`) || text.includes(`'${words}\\'`), id);
    assert.ok(share['oads.1'].includes(`.SS "oads ${words}`), id);
    for (const { name } of Object.values(flags)) {
      for (const text of [share['oads.bash'], share._oads]) assert.ok(text.includes(`--${name}`), `${id} --${name}`);
      assert.ok(share['oads.fish'].includes(`-l ${name} `), `${id} --${name}`);
      assert.ok(share['oads.1'].includes(`${name.replaceAll('-', '\\-')}\\fR`), `${id} --${name}`);
    }
  }
});

if (has('bash')) {
  test('bash completes', () => {
    const asked = [
      ...CASES,
      [['drift', '--format', '=', 'c'], ['csv']],
      [['drift', 'batch.csv', ''], []],
      [['fit', '-c', ''], []],
    ] as const;
    const script = asked.map(([words]) => {
      const quoted = ['oads', ...words].map((word) => `'${word}'`).join(' ');
      return `COMP_WORDS=(${quoted}) COMP_CWORD=${words.length} COMPREPLY=()\n_oads\necho "\${COMPREPLY[*]}"`;
    });
    const { stdout, stderr } = run('bash', ['--norc', '-c', `source ./oads.bash\n${script.join('\n')}`]);
    assert.is(stderr, '');
    assert.equal(
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ').filter(Boolean).sort()),
      asked.map(([, offered]) => offered),
    );
  });
} else {
  test.skip('bash is not installed: its completion is not tried', () => {});
}

if (has('fish')) {
  test('fish completes', () => {
    for (const [words, offered] of CASES) {
      const { stdout, stderr } = run('fish', ['--no-config', '-c', `source oads.fish; complete -C '${['oads', ...words].join(' ')}'`]);
      assert.is(stderr, '');
      assert.equal(
        stdout
          .split('\n')
          .slice(0, -1)
          .map((line) => line.split('\t')[0])
          .sort(),
        offered,
        words.join(' '),
      );
    }
  });
} else {
  test.skip('fish is not installed: its completion is not tried', () => {});
}

if (has('zsh')) {
  test('zsh reads its completion', () => {
    const { stderr, status } = run('zsh', ['-f', '-n', '_oads']);
    assert.equal([stderr, status], ['', 0]);
  });
} else {
  test.skip('zsh is not installed: its completion is not read', () => {});
}

if (has('man')) {
  test('man has nothing to say against the page, and shows it', () => {
    const { stdout, stderr } = run('man', ['--warnings', '-l', 'oads.1'], { MANWIDTH: '100' });
    assert.is(stderr, '');
    assert.match(stdout, /OADS\(1\)/);
    assert.match(stdout, /-c, --config=FILE/);
  });
} else {
  test.skip('man is not installed: the manual page is not shown', () => {});
}

test.after(remove);
test.run();
