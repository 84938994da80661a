import path from 'node:path';
import { Flags } from '@oclif/core';
import { listNext } from '../cli/demo/list-next.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { verdictOf } from '../cli/run/describe-result.ts';
import { stopSignal } from '../cli/signals.ts';
import type { RunningServer } from '../core/dashboard/start-server.ts';
import { OadsError, throwIfAborted, UsageError } from '../core/errors.ts';

export default class Demo extends OadsCommand {
  static override summary = 'try oads: a sample that it brings along, real runs, the dashboard';
  static override description =
    `Lays a sample of real flights with its config and model into a directory, runs the pipeline over its six days, says what came \
out and what comes next, and serves the dashboard on 127.0.0.1 until Ctrl-C. Needs no file, no database and no network. The directory \
is a temporary one, removed at the end; with --dir it stays, and other commands go on with its oads.yaml. A browser is opened \
on a terminal, where there is one.

${exitCodeHelp({ 0: 'with --no-serve: the newest run was written and not withheld', 1: 'with --no-serve --strict: the newest run is not certified', 2: 'usage error, or the port cannot be listened on', 3: 'the directory cannot be written', 130: 'stopped by Ctrl-C (143 by SIGTERM): how it ends' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dir oads-demo --no-open',
    '<%= config.bin %> <%= command.id %> --no-serve --json',
  ];
  /** It has a config and artifacts of its own. */
  static override baseFlags = pickFlags();
  static override flags = {
    dir: Flags.string({ helpValue: 'DIR', summary: 'a new or empty directory, which stays (default: a temporary one)' }),
    port: Flags.integer({ helpValue: 'PORT', min: 0, max: 65535, summary: 'port of the dashboard (default: a free one)' }),
    serve: Flags.boolean({ allowNo: true, default: true, summary: 'serve the dashboard after the runs' }),
    open: Flags.boolean({ allowNo: true, default: true, summary: 'open the dashboard in a browser, on a terminal' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Demo);
    if (!flags.serve && flags.port !== undefined) {
      throw new UsageError('OADS_USAGE', 'expected no --port with --no-serve, got both', { hint: 'leave one of them out' });
    }
    const effects = this.effectsOf(flags);
    const { version } = this.config;
    const [{ makePlace }, { runDays }, { renderDemo }, { describeDay }, { startDashboard, untilStopped }, { browserCommand, openBrowser }] =
      await Promise.all([
        import('../cli/demo/make-place.ts'),
        import('../cli/demo/run-days.ts'),
        import('../cli/demo/render-demo.ts'),
        import('../cli/demo/describe-day.ts'),
        import('../cli/demo/start-dashboard.ts'),
        import('../cli/demo/open-browser.ts'),
      ]);
    const place = await makePlace(flags.dir, path.join(this.config.root, 'demo'));
    let server: RunningServer | undefined;
    try {
      // Before the runs: a port that is taken is told at once.
      if (flags.serve) server = await startDashboard(path.join(place.dir, 'artifacts'), flags.port ?? 0, version, effects);
      const days = await runDays(place.dir, version, effects);
      throwIfAborted(effects.signal);
      const isKept = flags.dir !== undefined;
      if (isKept) place.keep();
      const { state, exitCode } = days[days.length - 1].result;
      this.setVerdict(verdictOf({ state, exitCode }, { strict: flags.strict, 'exit-zero': false }));
      const next = listNext(server || isKept ? (flags.dir ?? place.dir) : undefined, isKept);
      this.print((screen) => renderDemo(days, next, screen), isKept ? `the demo in ${place.dir}` : undefined);
      if (server) {
        this.log(`dashboard ${server.url}; Ctrl-C stops it${isKept ? '' : ' and removes the directory'}`);
        if (flags.open && !this.jsonEnabled()) openBrowser(server.url, browserCommand(process));
        await untilStopped();
        process.exitCode = stopSignal.reason instanceof OadsError ? stopSignal.reason.exitCode : 130;
      }
      return {
        pipeline: state.pipeline,
        dir: isKept ? place.dir : null,
        days: days.map(describeDay),
        trust_level: state.trust.level,
        url: server?.url ?? null,
        next: next.map(({ command }) => command),
        exit_code: Number(process.exitCode),
      };
    } finally {
      await server?.close();
      await place.remove();
    }
  }
}

function pickFlags() {
  const { config: _config, artifacts: _artifacts, ...others } = OadsCommand.baseFlags;
  return others as unknown as typeof OadsCommand.baseFlags;
}
