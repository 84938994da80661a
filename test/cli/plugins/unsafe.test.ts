import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { follow } from '../../../src/cli/plugins/safety/follow.ts';
import { whyUnsafe, whyUnsafeLink } from '../../../src/cli/plugins/safety/why-unsafe.ts';
import { runJson, runOads, scratchDir } from '../../support/cli.ts';
import { linkPlugins } from '../../support/link-plugins.ts';

const test = suite('cli/plugins: a data directory that others may write');
const { dir: made, remove } = await scratchDir();
test.after(remove);

const dir = realpathSync(made);
const uid = process.geteuid?.();
const at = (...names: string[]) => path.join(dir, ...names);

function makeDir(name: string, mode: number): string {
  mkdirSync(at(name), { recursive: true });
  chmodSync(at(name), mode);
  return at(name);
}

if (uid === undefined) {
  test.skip('Windows has no modes', () => {});
} else {
  test('only what all users may write to is unsafe: itself, above it, or where a link leads', () => {
    for (const mode of [0o700, 0o755, 0o775, 0o2775]) assert.is(whyUnsafe(makeDir('own', mode)), undefined, mode.toString(8));
    assert.equal(whyUnsafe(makeDir('open', 0o777)), { why: 'may be written by all users (mode 777)', mend: `chmod -R o-w ${at('open')}` });
    const why = `lies in ${at('open')}, which may be written by all users (mode 777)`;
    for (const name of ['plugins', 'deeper/plugins']) assert.is(whyUnsafe(at('open', name))?.why, why, `${name}, which is not there yet`);
    makeDir('open/plugins', 0o755);
    symlinkSync(at('open', 'plugins'), at('link'));
    assert.is(whyUnsafe(at('link'))?.why, why);
    makeDir('sticky', 0o1777);
    assert.is(whyUnsafe(at('sticky', 'plugins')), undefined);
    assert.is(whyUnsafe(at('sticky'))?.why, 'may be written by all users (mode 1777)');
  });

  test('what the directory holds is looked at, too: what names the plugins, and what holds them', () => {
    const data = makeDir('held', 0o755);
    for (const name of ['node_modules', 'node_modules/@desk', 'node_modules/@desk/tides']) makeDir(`held/${name}`, 0o755);
    const plugins = [{ name: '@desk/tides', type: 'user' }];
    for (const [file, text] of [
      ['package.json', JSON.stringify({ oclif: { schema: 1, plugins } })],
      ['node_modules/@desk/tides/package.json', '{}'],
    ]) {
      writeFileSync(path.join(data, file), text);
      chmodSync(path.join(data, file), 0o644);
    }
    assert.is(whyUnsafe(data), undefined);
    for (const name of [
      'package.json',
      'node_modules',
      'node_modules/@desk',
      'node_modules/@desk/tides',
      'node_modules/@desk/tides/package.json',
    ]) {
      const place = path.join(data, name);
      const { mode } = statSync(place);
      chmodSync(place, 0o777);
      assert.is(whyUnsafe(data)?.why, `holds ${place}, which may be written by all users (mode 777)`);
      chmodSync(place, mode);
    }
    assert.is(whyUnsafe(data), undefined);
  });

  test('a place that cannot be looked at holds nothing to load', () => {
    assert.is(whyUnsafe(at('x'.repeat(300))), undefined);
    makeDir('open', 0o777);
    rmSync(at('ahead'), { force: true });
    symlinkSync(at('open'), at('ahead'));
    assert.match(whyUnsafe(at('ahead', 'new'))?.why ?? '', `lies in ${at('open')}`);
  });

  (uid === 0 ? test : test.skip)(
    `what a group may write to is of its members alone${uid === 0 ? '' : ': only root can give it away'}`,
    () => {
      makeDir('desk', 0o2775);
      chownSync(at('desk'), 0, 4242);
      assert.is(whyUnsafe(at('desk'))?.why, `may be written by a group (gid 4242)`);
      assert.is(whyUnsafe(at('desk'), { uid: 4243, groups: [4242] }), undefined);
      assert.is(whyUnsafe(at('desk'), { uid: 4243, groups: [100] })?.mend, `chmod -R g-w ${at('desk')}`);
    },
  );

  (uid === 0 ? test : test.skip)(`what another user owns is unsafe${uid === 0 ? '' : ': only root can give it away'}`, () => {
    makeDir('theirs', 0o755);
    makeDir('theirs/plugins', 0o755);
    chownSync(at('theirs'), 4242, 4242);
    assert.equal(whyUnsafe(at('theirs', 'plugins')), {
      why: `lies in ${at('theirs')}, which belongs to another user (uid 4242)`,
      mend: 'run oads as that user',
    });
    chmodSync(at('theirs'), 0o775);
    const groups = [100, 4242];
    assert.ok(whyUnsafe(at('theirs', 'plugins'), { uid: 0, groups }), 'root shares with nobody');
    // Of a desk: what belongs to a colleague, and their group may write to.
    assert.is(whyUnsafe(at('theirs', 'plugins'), { uid: 4243, groups }), undefined);
    assert.is(
      whyUnsafe(at('theirs', 'plugins'), { uid: 4243, groups: [100] })?.why,
      `lies in ${at('theirs')}, which belongs to another user (uid 4242)`,
    );
    chmodSync(at('theirs'), 0o755);
    assert.ok(whyUnsafe(at('theirs', 'plugins'), { uid: 4243, groups }), 'the group may not write: it is theirs alone');
  });

  test('each link on the way is followed, and what it leads through is looked at; no more links than the system follows', () => {
    makeDir('way/end', 0o755);
    symlinkSync('end', at('way', 'last'));
    makeDir('swap', 0o777);
    symlinkSync('../way/./last', at('swap', 'middle'));
    symlinkSync(path.join(at('way'), '..', 'swap', 'middle'), at('way', 'first'));
    const { passed, end } = follow(at('way', 'first', 'sub'));
    assert.is(end, at('way', 'end', 'sub'));
    assert.equal([...new Set(passed)].slice(-7), [
      ...[at('way'), at('way', 'first'), at('swap'), at('swap', 'middle')],
      ...[at('way', 'last'), at('way', 'end'), at('way', 'end', 'sub')],
    ]);
    for (const why of [whyUnsafe, whyUnsafeLink]) {
      const found = why(at('way', 'first'));
      assert.is(found?.why, `leads through ${at('swap')}, which may be written by all users (mode 777)`);
      assert.is(found?.mend, `chmod o-w ${at('swap')}`);
    }
    chmodSync(at('swap'), 0o1777);
    for (const why of [whyUnsafe, whyUnsafeLink])
      assert.is(why(at('way', 'first')), undefined, 'in a sticky one only its owner exchanges it');

    symlinkSync('round', at('way', 'round'));
    assert.is(follow(at('way', 'round')).passed.filter((one) => one === at('way', 'round')).length, 41);
    for (const why of [whyUnsafe, whyUnsafeLink]) assert.is(why(at('way', 'round')), undefined, 'nothing can be loaded from there');
  });

  test('a linked plugin is unsafe where all may write to its directory, or above it', () => {
    makeDir('links/wide open', 0o777);
    const [root, mend] = [at('links', 'wide open'), `'${at('links', 'wide open')}'`];
    assert.equal(whyUnsafeLink(root), { why: 'may be written by all users (mode 777)', mend: `chmod -R o-w ${mend}` });
    assert.equal(whyUnsafeLink(path.join(root, 'plugin')), {
      why: `lies in ${root}, which may be written by all users (mode 777)`,
      mend: `chmod o-w ${mend}`,
    });
    chmodSync(root, 0o1777);
    assert.is(whyUnsafeLink(root)?.why, 'may be written by all users (mode 1777)');
    assert.is(whyUnsafeLink(path.join(root, 'plugin')), undefined);
  });

  (uid === 0 ? test : test.skip)(
    `a link of another user is unsafe, and what lies beside in a directory of all${uid === 0 ? '' : ': only root can give it away'}`,
    () => {
      const me = { uid: 4243, groups: [4243] };
      const all = makeDir('all', 0o1777);
      makeDir('mine/plugin', 0o755);
      const link = path.join(all, 'link');
      symlinkSync(at('mine'), link);
      for (const why of [whyUnsafe, whyUnsafeLink]) assert.is(why(path.join(link, 'plugin'), me), undefined, "root's link");
      lchownSync(link, 4242, 4242);
      for (const why of [whyUnsafe, whyUnsafeLink]) {
        assert.equal(why(path.join(link, 'plugin'), me), {
          why: `lies in ${link}, which belongs to another user (uid 4242)`,
          mend: 'run oads as that user, or name a path without that link',
        });
      }
      symlinkSync(path.join(link, 'plugin'), at('mine', 'again'));
      for (const why of [whyUnsafe, whyUnsafeLink]) {
        assert.is(why(at('mine', 'again'), me)?.why, `leads through ${link}, which belongs to another user (uid 4242)`);
      }

      // Chosen by whoever linked it, unless another could have laid it there.
      chownSync(at('mine', 'plugin'), 4242, 4242);
      assert.is(whyUnsafeLink(at('mine', 'plugin'), me), undefined);
      makeDir('all/plugin', 0o755);
      chownSync(path.join(all, 'plugin'), 4242, 4242);
      assert.equal(whyUnsafeLink(path.join(all, 'plugin'), me), {
        why: 'belongs to another user (uid 4242)',
        mend: `run oads as that user, or look at what is in it, then chown -R 4243 ${path.join(all, 'plugin')}`,
      });
      assert.is(whyUnsafeLink(path.join(all, 'plugin'), { uid: 4242, groups: [] }), undefined);

      // A sticky directory of the desk's group is no such place for its members.
      makeDir('group', 0o3775);
      makeDir('group/plugin', 0o755);
      chownSync(at('group'), 0, 4343);
      chownSync(at('group', 'plugin'), 4242, 4242);
      chmodSync(at('group'), 0o3775);
      assert.is(whyUnsafeLink(at('group', 'plugin'), { uid: 4243, groups: [4343] }), undefined);
      assert.is(whyUnsafeLink(at('group', 'plugin'), me)?.why, 'belongs to another user (uid 4242)');

      makeDir('all/desk', 0o755);
      for (const [name, make] of [
        ['node_modules', (place: string) => mkdirSync(place)],
        ['package.json', (place: string) => writeFileSync(place, '{}')],
      ] as const) {
        const place = path.join(all, name);
        make(place);
        for (const why of [whyUnsafe, whyUnsafeLink]) assert.is(why(path.join(all, 'desk'), me), undefined, `root's ${name}`);
        chownSync(place, 4242, 4242);
        for (const why of [whyUnsafe, whyUnsafeLink]) {
          assert.equal(why(path.join(all, 'desk'), me), {
            why: `lies below ${all}, where ${place} belongs to another user (uid 4242)`,
            mend: `remove ${place}`,
          });
        }
        rmSync(place, { recursive: true });
      }
    },
  );

  (uid === 0 ? test : test.skip)(
    `where all may write, a bare name is not of what another has laid${uid === 0 ? '' : ': only root can give it away'}`,
    async () => {
      const cwd = makeDir('common', 0o1777);
      makeDir('common/harbour', 0o755);
      writeFileSync(path.join(cwd, 'harbour', 'package.json'), '{}');
      const data = makeDir('data-common', 0o755);
      const run = async (command: string, named: string) => {
        const { code, json } = await runJson<{ error: { message: string; hint: string } }>(['plugins', command, named], {
          env: { OADS_DATA_DIR: data },
          cwd,
        });
        return [code, json.error.message, json.error.hint];
      };
      for (const command of ['install', 'test']) assert.is((await run(command, 'harbour'))[0], 4, 'root laid it: it is no plugin');
      chownSync(path.join(cwd, 'harbour'), 4242, 4242);
      for (const command of ['install', 'test']) {
        const message = `expected a path or a name, got "harbour", which another user (uid 4242) has laid in ${cwd}, where all users may write`;
        assert.equal(await run(command, 'harbour'), [2, message, 'if it is what you mean, name it ./harbour'], command);
        assert.is((await run(command, './harbour'))[0], 4, command);
      }
    },
  );

  test('no code is loaded from there: a warning, exit 4 where the config names the plugin, and nothing is installed or linked', async () => {
    const ran = at('ran');
    const plugin = makeDir('plugin', 0o755);
    const hooks = { init: './init.cjs', 'oads:register': './init.cjs' };
    writeFileSync(at('plugin', 'package.json'), JSON.stringify({ name: 'oads-plugin-trap', version: '1.0.0', oclif: { hooks } }));
    writeFileSync(at('plugin', 'init.cjs'), `module.exports = () => require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');`);
    const data = makeDir('data', 0o755);
    linkPlugins(data, [plugin]);
    writeFileSync(at('batch.csv'), 'id\n1\n2\n');
    const config = 'version: 1\npipeline: p\nsource: {loader: file, options: {path: batch.csv}}\n';
    writeFileSync(at('plain.yaml'), config);
    writeFileSync(at('names.yaml'), `${config}checks: [{check: "trap:any"}]\n`);
    const options = { env: { OADS_DATA_DIR: data }, cwd: dir };

    await runOads(['check', '-c', 'plain.yaml'], options);
    assert.ok(existsSync(ran), 'what nobody else may write to is loaded');
    rmSync(ran);

    chmodSync(data, 0o777);
    const why = `no plugin is loaded: ${data} may be written by all users (mode 777)`;
    const plain = await runOads(['check', '-c', 'plain.yaml'], options);
    assert.is(plain.code, 0, plain.stderr);
    assert.is(plain.stderr.match(/no plugin is loaded/g)?.length, 1);
    const hint = `chmod -R o-w ${data}; or set OADS_DATA_DIR to a directory that nobody else may write to`;
    assert.ok(plain.stderr.includes(`warning: ${why}; ${hint}\n`), plain.stderr);
    for (const args of [
      ['check', '-c', 'names.yaml'],
      ['plugins', 'install', plugin],
      ['plugins', 'link', plugin],
      ['plugins', 'uninstall', 'oads-plugin-trap'],
      ['plugins', 'test', 'trap'],
    ]) {
      const { code, json } = await runJson<{ error: { code: string; message: string; hint: string } }>(args, options);
      assert.is(code, 4, args.join(' '));
      assert.equal([json.error.code, json.error.message, json.error.hint], ['OADS_PLUGIN_UNSAFE', why, hint], args.join(' '));
    }
    const listed = await runJson<{ plugins: { problem: string }[] }>(['plugins'], options);
    assert.equal([listed.code, listed.json.plugins.map(({ problem }) => problem)], [0, [why]]);
    assert.not(existsSync(ran));
  });

  test('of linked plugins only the unsafe one is left out; it can be unlinked, and not linked again', async () => {
    const ran = at('ran-linked');
    const write = (name: string, register: string) => {
      const root = makeDir(`linked-${name}`, 0o755);
      const oclif = { hooks: { 'oads:register': './register.cjs' } };
      writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: `oads-plugin-${name}`, version: '1.0.0', oclif }));
      writeFileSync(path.join(root, 'register.cjs'), register);
      return root;
    };
    const fine = write('fine', 'module.exports = () => ({ apiVersion: 1 });');
    const trap = write('trap', `module.exports = () => require('node:fs').writeFileSync(${JSON.stringify(ran)}, '');`);
    const data = makeDir('data-linked', 0o755);
    linkPlugins(data, [fine, trap]);
    chmodSync(trap, 0o777);
    const options = { env: { OADS_DATA_DIR: data }, cwd: dir };
    const why = `plugin oads-plugin-trap is not loaded: ${trap} may be written by all users (mode 777)`;
    const hint = `chmod -R o-w ${trap}; or remove the link: oads plugins unlink oads-plugin-trap`;

    const plain = await runOads(['check', '-c', 'plain.yaml'], options);
    assert.is(plain.code, 0, plain.stderr);
    assert.equal(plain.stderr.match(/^warning: .*$/gm), [`warning: ${why}; ${hint}`]);
    const refused = async (args: string[], message: string, advice: string) => {
      const { code, json } = await runJson<{ error: { code: string; message: string; hint: string } }>(args, options);
      assert.equal(
        [code, json.error.code, json.error.message, json.error.hint],
        [4, 'OADS_PLUGIN_UNSAFE', message, advice],
        args.join(' '),
      );
    };
    await refused(['check', '-c', 'names.yaml'], why, hint);
    await refused(['plugins', 'test', 'trap'], why, hint);
    const listed = await runJson<{ plugins: { name: string; problem: string | null }[] }>(['plugins'], options);
    assert.equal(
      listed.json.plugins.map(({ name, problem }) => [name, problem]),
      [
        ['oads-plugin-fine', null],
        ['oads-plugin-trap', why],
      ],
    );
    // oclif takes the directory that an entry names, of an installed plugin as well.
    const entry = { name: 'oads-plugin-trap', type: 'user', root: trap };
    const named = makeDir('data-named', 0o755);
    writeFileSync(path.join(named, 'package.json'), JSON.stringify({ oclif: { schema: 1, plugins: [entry] } }));
    const installed = await runOads(['check', '-c', 'plain.yaml'], { ...options, env: { OADS_DATA_DIR: named } });
    assert.ok(installed.stderr.includes(`warning: ${why}`), installed.stderr);
    const unlinked = await runOads(['plugins', 'unlink', 'trap'], options);
    assert.is(unlinked.code, 0, unlinked.stderr);
    await refused(['plugins', 'link', trap], why, `chmod -R o-w ${trap}; or link it from a directory that nobody else may write to`);
    assert.not(existsSync(ran));
  });
}

test.run();
