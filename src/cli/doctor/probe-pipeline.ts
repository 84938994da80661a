import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Interfaces } from '@oclif/core';
import { systemCode } from '../../core/errors.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import { collectPlugins } from '../collect-plugins.ts';
import { type Finding, fail, type Probe, pass, skip, warn } from './probe.ts';

const CONNECT_TIMEOUT_MS = 5000;

/** The bundle that the plan names. */
export function probeBundle({ bundle, config }: Plan): Probe {
  return {
    name: 'model bundle',
    look: () => {
      if (bundle.state === 'invalid') throw bundle.error;
      if (bundle.state === 'absent') return pass('the config names none: nothing is scored');
      return pass(`${config.model?.path}: ${bundle.bundle.digest.slice(0, 16)}, checksums hold`);
    },
  };
}

/** Of the loaders of plugins, the sources are known to them alone. */
export function probeSource({ config }: Plan): Probe {
  return {
    name: 'source',
    look: async (signal) => {
      if (config.source.loader === 'file') return openFile(path.resolve(config.baseDir, String(config.source.options.path)));
      if (config.source.loader !== 'postgres') return skip(`loader ${config.source.loader}: not looked at`);
      const { reachPostgres } = await import('../../core/load/postgres/reach-postgres.ts');
      const options = config.source.options as Parameters<typeof reachPostgres>[0];
      const { target, encryption, columns } = await reachPostgres(options, {
        baseDir: config.baseDir,
        timeoutMs: CONNECT_TIMEOUT_MS,
        signal,
      });
      return pass(`${target}: ${options.table ?? 'the query'} can be read, ${columns} columns, ${encryption ?? 'not encrypted'}`);
    },
  };
}

/** A pipe is left alone: opened, it would wait for whoever writes it, and take what he writes. */
function openFile(file: string): Finding {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return fail(`${file}: a directory, not a file`, 'name a file as source.options.path', 3);
    if (!stats.isFile()) return skip(`${file}: no regular file, not opened`);
    const handle = openSync(file, 'r');
    try {
      readSync(handle, Buffer.alloc(1), 0, 1, 0);
    } finally {
      closeSync(handle);
    }
    return stats.size > 0 ? pass(`${file}: can be opened, ${stats.size} bytes`) : warn(`${file}: is empty`, 'see what writes it');
  } catch (error) {
    const code = systemCode(error);
    const why = { ENOENT: 'no such file', ENOTDIR: 'no such file', EACCES: 'permission denied' }[code ?? ''] ?? code ?? String(error);
    const advice =
      code === 'EACCES' ? 'make it readable for this user' : 'correct source.options.path, relative to the config, or put the file there';
    return fail(`${file}: ${why}`, advice, 3);
  }
}

/** One for each installed plugin. */
export async function probePlugins(host: Interfaces.Config): Promise<Probe[]> {
  const [{ readUserPackage }, { describePlugin, registeredAs }, { countContributions }, { API_VERSION }] = await Promise.all([
    import('../plugins/user-plugins.ts'),
    import('../plugins/describe-plugin.ts'),
    import('../render/plugins.ts'),
    import('../../core/plugin/api.ts'),
  ]);
  const { oclif } = await readUserPackage(host.dataDir);
  if (oclif.plugins.length === 0) return [{ name: 'plugins', look: () => pass(`none is installed in ${host.dataDir}`) }];
  const collected = await collectPlugins(host);
  return oclif.plugins.map((entry) => ({
    name: `plugin ${entry.name}`,
    look: () => {
      const plugin = describePlugin(entry, host.plugins.get(entry.name), registeredAs(entry.name, collected));
      if (plugin.problem === null) return pass(`${plugin.version}, API ${API_VERSION}: ${countContributions(plugin)}`);
      const hint = collected?.broken.get(plugin.short)?.hint ?? `update it, or remove it: oads plugins uninstall ${plugin.name}`;
      return fail(`${plugin.version ?? 'not there'}: ${plugin.problem}`, hint, 4);
    },
  }));
}
