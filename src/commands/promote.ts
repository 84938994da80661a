import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { stopSignal } from '../cli/signals.ts';
import { layOutLine } from '../cli/terminal/lay-out.ts';
import { UsageError } from '../core/errors.ts';

export default class Promote extends BaseCommand {
  static override summary = 'put a new model bundle into the place of the old one, and keep the old one';
  static override description =
    `Checks the new bundle (checksums, features of the config, whether it loads and scores), and swaps a copy of it into the place \
that runs read, DIR. Whoever reads a bundle meanwhile has the old one or the new one, whole. The old one is kept as DIR.previous, \
and --back exchanges the two again. Promoting the bundle that is there already does nothing.

${exitCodeHelp({ 0: 'the new bundle is in its place', 1: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config oads.yaml',
    '<%= config.bin %> <%= command.id %> models/us-flights-may --to models/us-flights',
    '<%= config.bin %> <%= command.id %> --back --config oads.yaml',
  ];
  static override args = {
    bundle: Args.string({ description: 'the new bundle; default: DIR.next, as `oads fit --compare` writes it', ignoreStdin: true }),
  };
  static override flags = {
    to: Flags.string({ helpValue: 'DIR', summary: 'the place of the bundle (default: model.path of the config)' }),
    back: Flags.boolean({ summary: 'promote DIR.previous: undo the last promotion' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Promote);
    if (flags.back && args.bundle !== undefined) {
      throw new UsageError('OADS_USAGE_PROMOTE', `expected either --back or a bundle, got both: ${args.bundle}`);
    }
    const config = flags.config === undefined && flags.to !== undefined ? undefined : await this.loadConfig(flags);
    const dir = flags.to ?? (this.isReadyConfig ? undefined : config?.model?.path);
    if (dir === undefined) {
      throw new UsageError('OADS_USAGE_PROMOTE', 'expected the place of the bundle, got nothing', {
        hint: 'give --to DIR, or model.path in the config',
      });
    }
    const [{ promoteBundle }, { proveBundle }, { refuseOtherFeatures }, { findBundlePlace }] = await Promise.all([
      import('../core/model/place/promote-bundle.ts'),
      import('../core/model/prove-bundle.ts'),
      import('../core/pipeline/plan.ts'),
      import('../core/model/bundle-place.ts'),
    ]);
    // What a link leads to is replaced, and what is kept lies beside that.
    const place = await findBundlePlace(dir);
    const candidate = flags.back ? `${place}.previous` : (args.bundle ?? `${path.resolve(dir)}.next`);
    const promoted = await promoteBundle(candidate, dir, {
      signal: stopSignal,
      prove: async (bundle) => {
        if (config) refuseOtherFeatures(config, bundle);
        await proveBundle(bundle);
      },
    });
    const name = (file: string) => path.relative(process.cwd(), file) || '.';
    const digest = promoted.digest.slice(0, 16);
    const lines = [
      promoted.unchanged
        ? `bundle ${name(promoted.dir)}, digest ${digest}: it was there already`
        : `bundle ${name(promoted.dir)}, digest ${digest}, promoted from ${name(path.resolve(candidate))}`,
    ];
    if (promoted.previous && promoted.replaced && !promoted.unchanged)
      lines.push(`the one before, digest ${promoted.replaced.slice(0, 16)}, is kept as ${name(promoted.previous)}: --back returns to it`);
    this.print((screen) => lines.flatMap((line) => layOutLine(line, screen)).join('\n'), `the bundle ${promoted.dir}`);
    return { from: path.resolve(candidate), ...promoted };
  }
}
