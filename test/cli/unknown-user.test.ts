import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOads, scratchDir } from '../support/cli.ts';

const test = suite('cli/unknown-user');

/** A system that knows no such user, and so its home only if it is told. */
const UNKNOWN = `
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  os.userInfo = () => { throw new Error('ENOENT: no such user'); };
  os.homedir = () => process.env.HOME ?? os.userInfo();
  syncBuiltinESMExports();
`;

test('a user without a name and a home is served as any other', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const env = {
      HOME: undefined,
      SHELL: undefined,
      USER: undefined,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(UNKNOWN)}`,
    };
    for (const args of [['--help'], ['version'], ['plugins'], ['doctor']]) {
      const { code, stdout, stderr } = await runOads(args, { cwd: dir, env, process: 'own' });
      assert.not.match(stderr, /ENOENT|OADS_BUG/, args.join(' '));
      assert.ok(stdout !== '', args.join(' '));
      if (args[0] !== 'doctor') assert.is(code, 0, stderr);
    }
  } finally {
    await remove();
  }
});

test.run();
