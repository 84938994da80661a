import { existsSync } from 'node:fs';
import { BaseCommand, type BaseFlags } from '../cli/base-command.ts';
import type { Probe } from '../cli/doctor/probe.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { renderProbes } from '../cli/render/probes.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'look at what oads needs, and say what to do';
  static override description =
    `Looks at the versions, the native libraries, the directories, the limits of the machine, the plugins, and, with a config, at the \
config, its model bundle and its database or file. Nothing is changed. Ends with the code with which a run would fail.

${exitCodeHelp({ 0: 'all is well, or a warning', 1: 'with --strict: there are warnings', 2: 'Node.js is too old, or the config cannot be used', 3: 'a directory or the source cannot be used', 4: 'a native library, a plugin or the model bundle cannot be used' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --json',
  ];

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor);
    const [probe, program, { findExecutable }, machine, natives, pipeline] = await Promise.all([
      import('../cli/doctor/probe.ts'),
      import('../cli/doctor/probe-program.ts'),
      import('../cli/doctor/find-executable.ts'),
      import('../cli/doctor/probe-machine.ts'),
      import('../cli/doctor/probe-natives.ts'),
      import('../cli/doctor/probe-pipeline.ts'),
    ]);
    const { root, version } = this.config;
    const executable = findExecutable();
    const probed = await probe.runProbes([
      ...program.probeProgram(version, root, executable),
      machine.probeNode(),
      ...natives.probeNatives(root, executable),
      machine.probeTemporary(),
      machine.probeOpenFiles(),
      machine.probeMemory(),
      machine.probeTimeZone(),
    ]);
    // A plugin is handed Polars: where that would not load, looking at plugins or at a plan would end this process.
    const isSound = probed.every(({ name, status }) => name !== 'polars' || status === 'pass');
    if (isSound) probed.push(...(await probe.runProbes(await pipeline.probePlugins(this.config))));
    probed.push(...(await probe.runProbes(isSound ? await this.probesOfConfig(flags) : [])));
    this.print((screen) => renderProbes(probed, screen));
    const isWarned = probed.some(({ status }) => status === 'warn');
    process.exitCode = probe.worstExitCode(probed) || (flags.strict && isWarned ? 1 : 0);
    return {
      version,
      probes: probed.map(({ name, status, observed, advice }) => ({ name, status, observed, hint: advice })),
      exit_code: process.exitCode,
    };
  }

  private async probesOfConfig(flags: BaseFlags): Promise<Probe[]> {
    const { pass, fail } = await import('../cli/doctor/probe.ts');
    const { probeArtifacts } = await import('../cli/doctor/probe-machine.ts');
    const { probeBundle, probeSource } = await import('../cli/doctor/probe-pipeline.ts');
    const { describeError } = await import('../cli/error-report.ts');
    if (flags.config === undefined && !existsSync('oads.yaml')) {
      const none: Probe = { name: 'config', look: () => pass('none is named, and there is no oads.yaml here') };
      return [none, probeArtifacts(this.artifactsDir(flags))];
    }
    try {
      const plan = await this.makePlan({ ...flags, quiet: true });
      const sound: Probe = { name: 'config', look: () => pass(`${plan.config.file}: can be used`) };
      return [sound, probeArtifacts(this.artifactsDir(flags, plan.config)), probeBundle(plan), probeSource(plan)];
    } catch (error) {
      const { message, hint, exitCode } = describeError(error);
      return [{ name: 'config', look: () => fail(message, hint, exitCode) }, probeArtifacts(this.artifactsDir(flags))];
    }
  }
}
