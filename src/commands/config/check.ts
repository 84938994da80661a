import { BaseCommand } from '../../cli/base-command.ts';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { redactor } from '../../cli/redactor.ts';
import { showControls } from '../../cli/terminal/show-controls.ts';
import { noteWarning, takeWarnings } from '../../cli/warnings.ts';
import { ConfigError } from '../../core/errors.ts';

/** More would scroll the first ones away. */
const MOST_SHOWN = 20;

export default class ConfigCheck extends BaseCommand {
  static override summary = 'check the config, and touch no data';
  static override description =
    `Reads the config as a run would: keys and values, variables, plugins, the options of loaders and checks, and the model bundle that it \
names. Settings that are valid and more often a mistake than meant are warnings.

${exitCodeHelp({ 0: 'a run could start with it', 1: 'with --strict: there are warnings', 3: null, 4: 'a plugin or the model bundle cannot be used' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --strict --json',
  ];

  protected override needsNotify(): boolean {
    return true;
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ConfigCheck);
    const plan = await this.makePlan(flags);
    if (plan.bundle.state === 'invalid') throw plan.bundle.error;
    const warnings = takeWarnings();
    warnings.forEach(noteWarning);
    const doubts = warnings.length === 0 ? 'sound' : `valid, with ${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
    const model = plan.bundle.state === 'ok' ? '' : '; it names no model, so that nothing can be scored';
    this.print(() => `${plan.config.file}: ${doubts}${model}`);
    if (flags.strict && warnings.length > 0) this.setVerdict(1);
    return { file: plan.config.file, digest: plan.config.digest, bundle: plan.bundle.state === 'ok' ? plan.bundle.bundle.digest : null };
  }

  /** The error that is reported names the first problem; below it are the others. */
  protected override async catch(error: Error): Promise<void> {
    await super.catch(error);
    const [, ...others] = (error instanceof ConfigError && (error.details?.violations as Violation[] | undefined)) || [];
    if (this.jsonEnabled()) return;
    for (const { line, column, path, expected, got } of others.slice(0, MOST_SHOWN))
      this.logToStderr(
        showControls(redactor(`${(error as ConfigError).file}:${line}:${column} ${path}: expected ${expected}, got ${got}`)),
      );
    if (others.length > MOST_SHOWN) this.logToStderr(`and ${others.length - MOST_SHOWN} more`);
  }
}

interface Violation {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}
