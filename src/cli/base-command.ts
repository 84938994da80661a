import path from 'node:path';
import { Command, Flags, type Interfaces } from '@oclif/core';
import type { Config } from '../core/config/defaults.ts';
import { redactDocument } from '../core/config/redact-document.ts';
import { UsageError } from '../core/errors.ts';
import { parseTimestamp } from '../core/frame/parse/parse-times.ts';
import type { Plan, PointInTime } from '../core/pipeline/plan.ts';
import type { Registry } from '../core/pipeline/registry.ts';
import { describeError, reportError } from './error-report.ts';
import { type TerminalEffects, terminalEffects } from './progress.ts';
import { redactor } from './redactor.ts';

export type BaseFlags = Interfaces.InferredFlags<typeof BaseCommand.baseFlags>;

/** What all pipeline commands share: flags, config, errors with their exit codes, progress. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    config: Flags.string({
      char: 'c',
      env: 'OADS_CONFIG',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
      summary: 'pipeline configuration (default: ./oads.yaml)',
    }),
    artifacts: Flags.string({
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      summary: 'artifacts directory (default: that of the config, else ./artifacts)',
    }),
    'as-of': Flags.string({
      env: 'OADS_AS_OF',
      helpGroup: 'GLOBAL',
      helpValue: 'TIME',
      summary: 'end of the window and point of view of every age, ISO 8601 (default: now)',
    }),
    quiet: Flags.boolean({ char: 'q', helpGroup: 'GLOBAL', summary: 'print errors only on stderr', exclusive: ['verbose'] }),
    verbose: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'say more on stderr' }),
    strict: Flags.boolean({ helpGroup: 'GLOBAL', summary: 'exit 1 on warnings, too: what keeps a run from being certified' }),
  };

  private terminal?: TerminalEffects;

  /** Progress and remarks for this command. */
  protected effectsOf(flags: Pick<BaseFlags, 'quiet' | 'verbose'>): TerminalEffects {
    this.terminal ??= terminalEffects({ quiet: flags.quiet || this.jsonEnabled(), verbose: flags.verbose });
    return this.terminal;
  }

  private registry?: Registry;

  /** Built-in loaders and checks, and those of the installed plugins. */
  private async loadRegistry(): Promise<Registry> {
    if (!this.registry) {
      const [{ createRegistry }, { collectPlugins }] = await Promise.all([
        import('../core/pipeline/registry.ts'),
        import('./collect-plugins.ts'),
      ]);
      const plugins = await collectPlugins(this.config);
      for (const error of plugins?.broken.values() ?? []) this.brokenPlugins.push(error.message);
      this.registry = createRegistry(plugins);
    }
    return this.registry;
  }

  private readonly brokenPlugins: string[] = [];

  /** Reads and validates the config that the flags name. */
  protected async loadConfig(flags: Pick<BaseFlags, 'config' | 'quiet' | 'verbose'>): Promise<Config> {
    const [{ loadConfig }, { optionSchemas }] = await Promise.all([
      import('../core/config/load-config.ts'),
      import('../core/pipeline/registry.ts'),
    ]);
    const registry = await this.loadRegistry();
    const { learn } = redactor;
    const config = loadConfig(flags.config ?? 'oads.yaml', process.env, optionSchemas(registry), registry.brokenPlugins, learn);
    for (const message of this.brokenPlugins) this.effectsOf(flags).warn(message);
    return config;
  }

  private readonly saidDoubts = new Set<string>();

  /** `point`: in place of the as-of time of the flags. A doubt is said once, however often a plan is made. */
  protected async makePlan(flags: BaseFlags, point?: PointInTime): Promise<Plan> {
    const config = await this.loadConfig(flags);
    const [{ makePlan }, { findDoubts }, { loadPolars }] = await Promise.all([
      import('../core/pipeline/plan.ts'),
      import('../core/pipeline/doubts/find-doubts.ts'),
      import('../core/frame/polars.ts'),
    ]);
    await loadPolars();
    const plan = await makePlan(config, await this.loadRegistry(), { asOf: parseAsOf(flags['as-of']), now: new Date(), point });
    for (const doubt of findDoubts(plan)) {
      if (!this.saidDoubts.has(doubt)) this.effectsOf(flags).warn(doubt);
      this.saidDoubts.add(doubt);
    }
    return plan;
  }

  protected artifactsDir(flags: Pick<BaseFlags, 'artifacts'>, config?: Config): string {
    return path.resolve(flags.artifacts ?? config?.artifacts ?? 'artifacts');
  }

  /** 1 where the data said no, or with `--strict` where they said "mind". Never lowers a code that is already set. */
  protected setVerdict(exitCode: number): void {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
  }

  override log(message = '', ...args: unknown[]): void {
    super.log(redactor(message), ...args);
  }

  /** Names, codes and values of the result stay as they are. */
  protected override logJson(result: unknown): void {
    super.logJson(redactDocument(result, redactor));
  }

  protected override async catch(error: Error): Promise<void> {
    this.terminal?.clear();
    process.exitCode = reportError(error, { json: this.jsonEnabled() });
  }

  protected override async finally(_error: Error | undefined): Promise<void> {
    this.terminal?.clear();
  }

  /** Used by oclif for errors under `--json`; `catch` above answers first. */
  protected override toErrorJson(error: unknown): { error: ReturnType<typeof describeError> } {
    return { error: describeError(error) };
  }
}

/** An instant; a time without zone is UTC. */
export function parseAsOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const bytes = new TextEncoder().encode(text);
  // JavaScript takes 30 February for 2 March: the parser of the rows does not.
  const micros = parseTimestamp(bytes, 0, bytes.length);
  if (Number.isNaN(micros)) {
    throw new UsageError('OADS_USAGE_AS_OF', `--as-of: expected an ISO 8601 time, got ${JSON.stringify(text)}`, {
      hint: 'for example --as-of 2001-06-30T00:00:00Z',
    });
  }
  return new Date(Math.floor(micros / 1000));
}
