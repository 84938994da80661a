import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { redactor } from '../cli/redactor.ts';
import { stopSignal } from '../cli/signals.ts';
import { OadsError } from '../core/errors.ts';

export default class Serve extends OadsCommand {
  static override summary = 'serve the dashboard over the artifacts directory';
  static override description =
    `Answers / (the dashboard), /health, /metrics (JSON, or OpenMetrics with ?format=openmetrics), /top-anomalies, and what \
/openapi.json describes. It reads the artifacts directory, and verifies what it reads; with --allow-ack people who are \
signed in may mark rows, and nothing else is written. Stops on Ctrl-C. The config is optional: it names the pipeline, host, port and artifacts directory.

On 127.0.0.1 it answers whoever is on this machine, unless there is a token. Any other address asks for one, of 16 characters or \
more: --token-file, else the variable OADS_TOKEN, else dashboard.token_file of the config. Make one with \
(umask 077; openssl rand -hex 32 > token). A browser signs in at /login, anything else sends "Authorization: Bearer" with it.

${exitCodeHelp({ 0: null, 1: null, 2: 'usage or config error, or the address cannot be listened on', 130: 'stopped by Ctrl-C (143 by SIGTERM): how it ends' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --port 8080',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --port 0',
    '<%= config.bin %> <%= command.id %> --host 0.0.0.0 --port 8080 --token-file token --tls-cert cert.pem --tls-key key.pem',
  ];
  static override flags = {
    host: Flags.string({ helpValue: 'ADDRESS', summary: 'address to listen on (default: that of the config, else 127.0.0.1)' }),
    port: Flags.integer({
      helpValue: 'PORT',
      min: 0,
      max: 65535,
      summary: 'port to listen on; 0 takes a free one (default: that of the config, else 8080)',
    }),
    'token-file': Flags.string({ helpValue: 'FILE', summary: 'file with the token that a sign-in asks for, which no other user may read' }),
    'tls-cert': Flags.string({
      helpValue: 'FILE',
      summary: 'answer HTTPS with this certificate (PEM, with its chain)',
      dependsOn: ['tls-key'],
    }),
    'tls-key': Flags.string({ helpValue: 'FILE', summary: 'key of the certificate (PEM)', dependsOn: ['tls-cert'] }),
    'allow-ack': Flags.boolean({ summary: 'let people who are signed in mark rows as confirmed or as false alarms; needs a token' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Serve);
    const config = flags.config === undefined && flags.artifacts !== undefined ? undefined : await this.loadConfig(flags);
    const artifactsDir = this.artifactsDir(flags, config);
    const settings = config?.dashboard;
    const [{ createApp }, { startServer }, { loadToken }, { judgeValidity, loadTls }] = await Promise.all([
      import('../core/dashboard/create-app.ts'),
      import('../core/dashboard/start-server.ts'),
      import('../core/dashboard/access/load-token.ts'),
      import('../core/dashboard/connection/load-tls.ts'),
    ]);
    const effects = this.effectsOf(flags);
    const token = await loadToken({ flag: flags['token-file'], variable: process.env.OADS_TOKEN, config: settings?.tokenFile });
    if (token !== null) redactor.learn([token]);
    const { 'tls-cert': cert, 'tls-key': key } = flags;
    const tlsFiles = cert !== undefined && key !== undefined ? { cert, key } : settings?.tls;
    const tls = tlsFiles && (await loadTls(tlsFiles));
    const doubt = tls && judgeValidity(tls, new Date());
    if (doubt) effects.warn(doubt);
    const app = createApp({
      artifactsDir,
      pipeline: config?.pipeline,
      allowAck: flags['allow-ack'],
      now: () => new Date(),
      redact: effects.redact,
      log: { warn: effects.warn, error: effects.warn },
      token,
      staleAfterSeconds: settings?.staleAfterMs === undefined ? null : settings.staleAfterMs / 1000,
      version: this.config.version,
    });
    const server = await startServer(app, {
      host: flags.host ?? settings?.host ?? '127.0.0.1',
      port: flags.port ?? settings?.port ?? 8080,
      tls,
      allowedHosts: settings?.allowedHosts,
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
