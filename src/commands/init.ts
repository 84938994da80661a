import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand, parseAsOf } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { describeInit } from '../cli/render/init.ts';
import { UsageError } from '../core/errors.ts';

export default class Init extends BaseCommand {
  static override summary = 'write a config from a look at a file or a table';
  static override description =
    `Reads a file, a Postgres table or a data contract (ODCS), and writes a commented config that runs at once: columns and types, \
key, time, a hold-out, checks with room beyond what was seen, features, gates. Everything that is a guess says so, and what it \
rests on. An existing config is not touched without --force.

${exitCodeHelp({ 0: 'the config was written', 1: null, 2: 'usage error, or the config is there already', 3: 'the source cannot be read, or the config not be written', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from batch.csv',
    '<%= config.bin %> <%= command.id %> --from postgres://oads@127.0.0.1:5432/oads --table flights --output flights.yaml',
    '<%= config.bin %> <%= command.id %> --from contract.odcs.yaml --data batch.csv --output -',
  ];
  static override flags = {
    from: Flags.string({
      char: 'f',
      required: true,
      helpValue: 'SOURCE',
      summary: 'file (CSV, Parquet, Arrow, NDJSON), postgres:// URL, or data contract (ODCS, YAML)',
    }),
    loader: Flags.option({ options: ['file', 'postgres'] as const, summary: 'how to read the source (default: by its name)' })(),
    table: Flags.string({ helpValue: 'NAME', summary: 'table of the database, name or schema.name' }),
    'order-by': Flags.string({ helpValue: 'A,B', summary: 'columns that identify a row of the table (default: its primary key)' }),
    data: Flags.string({ helpValue: 'FILE', summary: 'beside a data contract: rows that say what it does not' }),
    pipeline: Flags.string({ helpValue: 'NAME', summary: 'name of the pipeline (default: after the source)' }),
    output: Flags.string({ char: 'o', default: 'oads.yaml', helpValue: 'FILE', summary: 'config to write; - for stdout' }),
    force: Flags.boolean({ summary: 'overwrite a config that is there' }),
  };

  async run(): Promise<unknown> {
    const { flags, raw } = await this.parse(Init);
    if (raw.some((token) => token.type === 'flag' && token.flag === 'config')) {
      throw new UsageError('OADS_USAGE', 'expected no --config, got one: init writes a config and reads none', {
        hint: 'name the config to write with -o FILE',
      });
    }
    const effects = this.effectsOf(flags);
    const toStdout = flags.output === '-';
    const { refuseOverwrite } = await import('../core/propose/refuse-overwrite.ts');
    if (!toStdout) await refuseOverwrite(flags.output, [flags.from, flags.data]);
    if (!toStdout && !flags.force && (await stat(flags.output).catch(() => undefined))) {
      throw new UsageError('OADS_USAGE_OUTPUT', `expected a config that is not there yet, got ${flags.output}, which is`, {
        hint: 'name another with -o FILE, or overwrite it with --force',
      });
    }
    const [{ initConfig }, { replaceFile }, { loadPolars }] = await Promise.all([
      import('../core/propose/init-config.ts'),
      import('../core/artifacts/replace-file.ts'),
      import('../core/frame/polars.ts'),
    ]);
    await loadPolars();
    const made = await initConfig({
      from: flags.from,
      loader: flags.loader,
      table: flags.table,
      orderBy: flags['order-by']?.split(',').map((name) => name.trim()),
      data: flags.data,
      pipeline: flags.pipeline,
      configDir: toStdout ? process.cwd() : path.dirname(path.resolve(flags.output)),
      output: toStdout ? undefined : flags.output,
      now: parseAsOf(flags['as-of']) ?? new Date(),
      signal: effects.signal,
      warn: (message) => effects.warn(message),
      onRows: (rows) => effects.progress('load', rows),
    });
    if (!toStdout) await replaceFile(flags.output, (staged) => writeFile(staged, made.yaml));
    effects.clear();
    const { lines, result } = describeInit(made, flags.output, flags.config);
    if (toStdout) {
      if (!this.jsonEnabled()) process.stdout.write(made.yaml);
    } else for (const line of lines) this.log(line);
    for (const { path: place, what, why } of made.proposal.notMapped) effects.warn(`not mapped: ${place}: ${what}; ${why}`);
    return toStdout ? { ...result, yaml: made.yaml } : result;
  }
}
