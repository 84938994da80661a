import path from 'node:path';
import { format } from 'node:util';
import { Command, Flags, type Interfaces } from '@oclif/core';
import type { Config } from '../core/config/defaults.ts';
import type { ReadConfig } from '../core/config/load-config.ts';
import { redactDocument } from '../core/config/redact-document.ts';
import { UsageError } from '../core/errors.ts';
import type { Registry } from '../core/pipeline/registry.ts';
import { describeError, reportError } from './error-report.ts';
import { isHosting, noteUsed, tellStrays } from './plugins/hosted-plugins.ts';
import { takeCommandFaults, whyNoPlugins } from './plugins/hush-host.ts';
import { type TerminalEffects, terminalEffects } from './progress.ts';
import { redactor } from './redactor.ts';
import { noteKept } from './stdio.ts';
import { type Screen, screenOf } from './terminal/screen.ts';
import { showControlsInLines, toPrintableJson } from './terminal/show-controls.ts';
import { progressLine } from './terminal/talk.ts';
import { takeWarnings } from './warnings.ts';

export type OadsFlags = Interfaces.InferredFlags<typeof OadsCommand.baseFlags>;

/** A result in the forms that a command can give it. */
export interface Report {
  /** For people. */
  text(screen: Screen): string;
  /** For `--format ndjson`, one a line; each with its `type`. */
  records(): Iterable<{ readonly type: string }>;
  /** The last line of those. */
  summary: object;
}

/** What all commands share: config, results as text or JSON, warnings, errors with their exit codes, progress. */
export abstract class OadsCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    config: Flags.string({
      char: 'c',
      env: 'OADS_CONFIG',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
      summary: 'pipeline configuration, or PLUGIN:PIPELINE for a ready one of a plugin (default: ./oads.yaml)',
    }),
    artifacts: Flags.string({
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      summary: 'artifacts directory (default: that of the config, else ./artifacts)',
    }),
    json: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'print the result as one JSON object' }),
    quiet: Flags.boolean({
      char: 'q',
      helpGroup: 'GLOBAL',
      summary: 'print errors only on stderr',
      relationships: [{ type: 'none', flags: ['verbose'] }],
    }),
    verbose: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'say more on stderr' }),
    strict: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'exit 1 on warnings, too: what keeps a run from being certified' }),
  };

  /** oclif would take the value of `--json=true` for the first argument. */
  protected override async init(): Promise<void> {
    await super.init();
    refuseSwitchValues(this.argv, { ...this.ctor.baseFlags, ...this.ctor.flags });
  }

  private terminal?: TerminalEffects;

  /** Progress and remarks for this command. */
  protected effectsOf(flags: Pick<OadsFlags, 'quiet' | 'verbose'>): TerminalEffects {
    this.terminal ??= terminalEffects({ quiet: flags.quiet || this.jsonEnabled(), verbose: flags.verbose });
    return this.terminal;
  }

  private registry?: Registry;

  /** Built-in loaders and checks, and those of the installed plugins. */
  protected async loadRegistry(): Promise<Registry> {
    if (!this.registry) {
      const [{ createRegistry }, { collectPlugins }] = await Promise.all([
        import('../core/pipeline/registry.ts'),
        import('./collect-plugins.ts'),
      ]);
      const plugins = await collectPlugins(this.config);
      const damage = whyNoPlugins(this.config.dataDir);
      if (damage !== undefined) this.brokenPlugins.push(damage);
      // Of all plugins it may be the same.
      this.brokenPlugins.push(
        ...new Set([...(plugins?.broken.values() ?? [])].map(({ message, hint }) => (hint ? `${message}; ${hint}` : message))),
      );
      this.registry = createRegistry(plugins);
    }
    return this.registry;
  }

  private readonly brokenPlugins: string[] = [];

  /** Whether this command sends what `notify` says, and so needs the variables in it. */
  protected needsNotify(_flags: object): boolean {
    return false;
  }

  /** Reads and validates the config that the flags name. */
  protected async loadConfig(flags: Pick<OadsFlags, 'config' | 'quiet' | 'verbose'>): Promise<Config> {
    return (await this.readConfig(flags)).config;
  }

  /** The same, with what it was made from. */
  protected async readConfig(flags: Pick<OadsFlags, 'config' | 'quiet' | 'verbose'>): Promise<ReadConfig> {
    const [{ readConfig }, { optionSchemas }, { namedPlugins }] = await Promise.all([
      import('../core/config/load-config.ts'),
      import('../core/pipeline/registry.ts'),
      import('../core/config/contributions.ts'),
    ]);
    const [{ findConfig }, registry] = await Promise.all([import('./plugins/find-config.ts'), this.loadRegistry()]);
    const { file, isReady } = findConfig(flags.config ?? 'oads.yaml', registry);
    this.isReadyConfig = isReady;
    const read = readConfig(file, process.env, optionSchemas(registry), registry.brokenPlugins, redactor.learn, {
      sparesNotify: !this.needsNotify(flags),
    });
    const { warn } = this.effectsOf(flags);
    for (const message of this.brokenPlugins) warn(message);
    noteUsed(namedPlugins(read.config), warn);
    // The directory of a plugin is no place for artifacts.
    return isReady ? { ...read, config: { ...read.config, artifacts: undefined } } : read;
  }

  /** Whether the config is one that a plugin ships: nothing is written where it lies. */
  protected isReadyConfig = false;

  protected artifactsDir(flags: Pick<OadsFlags, 'artifacts'>, config?: Config): string {
    return path.resolve(flags.artifacts ?? config?.artifacts ?? 'artifacts');
  }

  /**
   * 1 where the data said no, or with `--strict` where they said "mind"; 0 instead with `--exit-zero`, which leaves errors alone.
   * Never lowers a code that is already set.
   */
  protected setVerdict(exitCode: number, { 'exit-zero': exitZero = false }: { 'exit-zero'?: boolean } = {}): void {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode === 1 && exitZero ? 0 : exitCode);
  }

  /** Text of this command's own; what data or files bring with them is made harmless. */
  override log(message = '', ...args: unknown[]): void {
    // Not by the console, which is the plugins' own.
    if (!this.jsonEnabled()) process.stdout.write(`${showControlsInLines(redactor(format(message, ...args)))}\n`);
  }

  /** Text that was laid out for stdout: nothing with `--json`. `kept` is what stays written where stdout takes nothing. */
  protected print(render: (screen: Screen) => string, kept?: string): void {
    if (kept !== undefined) noteKept(kept);
    if (!this.jsonEnabled()) process.stdout.write(`${render(screenOf(process.stdout))}\n`);
  }

  /** The report of a command whose stdout carries rows: on stderr, unless it is to be quiet. */
  protected tell({ quiet }: Pick<OadsFlags, 'quiet'>, render: (screen: Screen) => string): void {
    if (!quiet) process.stderr.write(`${render(screenOf(process.stderr))}\n`);
  }

  /** The result in the form that was asked for; with `--json` it is what `run` returns. */
  protected report(format: string | undefined, { text, records, summary }: Report): void {
    if (format !== 'ndjson') this.print(text);
    else {
      for (const record of records()) process.stdout.write(toLine(record));
      process.stdout.write(toLine({ type: 'summary', ...summary, warnings: takeWarnings() }));
    }
  }

  /** Names, codes and values of the result stay as they are. */
  protected override logJson(result: unknown): void {
    process.stdout.write(`${toPrintableJson(redactDocument(result, redactor), 2)}\n`);
  }

  /** Every result says what was warned of, whatever `--quiet` hid. */
  protected override toSuccessJson(result: unknown): object {
    return { ...(result as object), warnings: takeWarnings() };
  }

  override warn(input: Error | string): Error | string {
    this.effectsOf({ quiet: false, verbose: false }).warn(input instanceof Error ? input.message : input);
    return input;
  }

  protected override async catch(error: Error): Promise<void> {
    progressLine.clear();
    process.exitCode = reportError(error, { json: this.jsonEnabled() });
  }

  protected override async finally(_error: Error | undefined): Promise<void> {
    progressLine.clear();
    // Node tells of a stray rejection only when nothing else is to be done at once.
    if (isHosting()) await new Promise((resolve) => setImmediate(resolve));
    tellStrays((message) => void this.warn(message));
    for (const fault of takeCommandFaults()) this.warn(fault);
  }

  /** Used by oclif for errors under `--json`; `catch` above answers first. */
  protected override toErrorJson(error: unknown): { error: ReturnType<typeof describeError> } {
    return { error: describeError(error) };
  }
}

function refuseSwitchValues(argv: readonly string[], flags: Readonly<Record<string, { readonly type: string }>>): void {
  for (const argument of argv) {
    if (argument === '--') return;
    const [, name, value] = /^--([\w-]+)=(.*)$/s.exec(argument) ?? [];
    if (name === undefined || flags[name]?.type !== 'boolean') continue;
    throw new UsageError('OADS_USAGE', `--${name}: expected no value, got ${JSON.stringify(value)}`, {
      hint: `write --${name}, or leave it out`,
    });
  }
}

function toLine(record: object): string {
  return `${toPrintableJson(redactDocument(record, redactor))}\n`;
}
