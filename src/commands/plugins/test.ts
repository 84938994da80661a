import { existsSync } from 'node:fs';
import path from 'node:path';
import { Args } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { renderConformance } from '../../cli/render/conformance.ts';
import { leaveSignals } from '../../cli/signals.ts';

export default class PluginsTest extends PluginsCommand {
  static override summary = 'test a plugin against the laws of the API';
  static override description =
    `Loads the plugin as oads does, and proves what must hold of each contribution: closed options with descriptions, batches of the right \
size in a fixed order, verdicts and values that do not depend on where a batch ends, merges in any order, no fall over nulls, empty batches \
and odd values. Sample input comes from conformance.js beside its package.json, and from random rows. --verbose lists what holds, too.

${exitCodeHelp({ 0: 'all laws hold', 1: null, 3: null, 4: 'a law does not hold, or there is no plugin that could be loaded' })}`;
  static override examples = ['<%= config.bin %> <%= command.id %> .', '<%= config.bin %> <%= command.id %> un-logistics --json'];
  static override args = { plugin: Args.string({ default: '.', description: "a plugin's directory, or the name of an installed one" }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsTest);
    const [{ testPlugin }, { divertConsole }, { noteHosted }] = await Promise.all([
      import('../../core/plugin/testing/test-plugin.ts'),
      import('../../cli/plugins/divert-console.ts'),
      import('../../cli/plugins/hosted-plugins.ts'),
    ]);
    const root = path.resolve(await this.rootOf(args.plugin));
    divertConsole();
    leaveSignals();
    noteHosted([{ name: path.basename(root), root }]);
    const report = await testPlugin(root);
    this.print((screen) => renderConformance(report, { verbose: flags.verbose, screen }));
    if (!report.passed) process.exitCode = 4;
    return report;
  }

  private async rootOf(named: string): Promise<string> {
    const [{ findRefusal, findRefusedLinks }, { refuseLaid }] = await Promise.all([
      import('../../cli/plugins/safety/refuse-unsafe.ts'),
      import('../../cli/plugins/safety/refuse-laid.ts'),
    ]);
    if (existsSync(named)) {
      refuseLaid(named);
      return named;
    }
    const { name } = await this.findPlugin(named);
    const refusal = findRefusal(this.config.dataDir) ?? findRefusedLinks().get(name);
    if (refusal) throw refusal;
    return this.config.plugins.get(name)?.root ?? named;
  }
}
