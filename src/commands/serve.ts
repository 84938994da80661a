import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { stopSignal } from '../cli/signals.ts';
import { OadsError } from '../core/errors.ts';

export default class Serve extends OadsCommand {
  static override summary = 'serve the dashboard over the artifacts directory';
  static override description =
    `Answers / (the dashboard), /health, /metrics (JSON, or OpenMetrics with ?format=openmetrics), /top-anomalies. It only reads \
the artifacts directory, and verifies what it reads. Stops on Ctrl-C. The config is optional: it names the pipeline, host, \
port and artifacts directory.

${exitCodeHelp({ 0: null, 1: null, 2: 'usage or config error, or the address cannot be listened on', 130: 'stopped by Ctrl-C (143 by SIGTERM): how it ends' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --port 8080',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --port 0',
  ];
  static override flags = {
    host: Flags.string({ helpValue: 'ADDRESS', summary: 'address to listen on (default: that of the config, else 127.0.0.1)' }),
    port: Flags.integer({
      helpValue: 'PORT',
      min: 0,
      max: 65535,
      summary: 'port to listen on; 0 takes a free one (default: that of the config, else 8080)',
    }),
    'allow-ack': Flags.boolean({ summary: 'let people who are signed in mark rows as confirmed or as false alarms; needs a token' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Serve);
    const config = flags.config === undefined && flags.artifacts !== undefined ? undefined : await this.loadConfig(flags);
    const artifactsDir = this.artifactsDir(flags, config);
    const { createApp } = await import('../core/dashboard/create-app.ts');
    const { startServer } = await import('../core/dashboard/start-server.ts');
    const effects = this.effectsOf(flags);
    const app = createApp({
      artifactsDir,
      pipeline: config?.pipeline,
      allowAck: flags['allow-ack'],
      now: () => new Date(),
      redact: effects.redact,
      log: { warn: effects.warn, error: effects.warn },
    });
    const server = await startServer(app, {
      host: flags.host ?? config?.dashboard.host ?? '127.0.0.1',
      port: flags.port ?? config?.dashboard.port ?? 8080,
    });
    this.log(`dashboard ${server.url} (artifacts ${artifactsDir}); Ctrl-C stops it`);
    await new Promise<void>((resolve) => {
      if (stopSignal.aborted) resolve();
      else stopSignal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    // Being stopped is how it ends: the code says by which signal, and there is nothing to complain about.
    process.exitCode = stopSignal.reason instanceof OadsError ? stopSignal.reason.exitCode : 130;
    return { url: server.url, stopped: true };
  }
}
