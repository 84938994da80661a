import path from 'node:path';
import { Args } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { recordsOfVerification } from '../cli/records.ts';
import { renderVerified } from '../cli/render/verified.ts';
import { stopSignal } from '../cli/signals.ts';
import { reportFlags, verdictFlags } from '../cli/verdict-flags.ts';

export default class Verify extends OadsCommand {
  static override summary = 'check a model bundle or an artifacts directory against their checksums';
  static override description =
    `Reads every file of a bundle, or of every run of every pipeline, compares it with its sha256 and its schema, and follows the \
chain of manifests. Names every file that was altered, is missing, or was added. With -c, a bundle must have the features of the \
config, and of the newest run it is said whether config, bundle and kept rows are those that it read.

${exitCodeHelp({ 0: 'all is sound', 1: 'something was altered or is missing (0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> artifacts',
    '<%= config.bin %> <%= command.id %> models/us-flights --json',
  ];
  static override args = {
    path: Args.string({ description: 'bundle or artifacts directory; default: the artifacts directory', ignoreStdin: true }),
  };

  static override flags = { ...reportFlags, ...verdictFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Verify);
    const config = flags.config === undefined ? undefined : await this.loadConfig(flags);
    const target = args.path ?? this.artifactsDir(flags, config);
    const { verifyPath } = await import('../core/pipeline/verify-path.ts');
    const report = await verifyPath(path.resolve(target), { config, signal: stopSignal });
    this.report(flags.format, { text: (screen) => renderVerified(report, target, screen), ...recordsOfVerification(report) });
    this.setVerdict(report.problems.length > 0 ? 1 : 0, flags);
    return report;
  }
}
