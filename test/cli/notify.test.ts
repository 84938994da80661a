import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_RESULTS } from '../../src/cli/results/command-results.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { runJson, scratchDir } from '../support/cli.ts';
import { closeReceivers, receiveMails } from '../support/receivers.ts';
import { makeShipments, writeShipments } from '../support/small-pipeline.ts';

const test = suite('cli/notify');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
});
test.after(async () => {
  await closeReceivers();
  await scratch.remove();
});

test('oads run tells its channels; one that fails is a warning, and the exit code is that of the run', async () => {
  const at = (name: string) => path.join(scratch.dir, name);
  const { port, mails } = await receiveMails({ disabledCommands: ['STARTTLS', 'AUTH'] });
  writeShipments(at('batch.csv'), makeShipments(50, 1));
  writeFileSync(
    at('oads.yaml'),
    `version: 1
pipeline: shipments
source: {loader: file, options: {path: batch.csv}}
artifacts: artifacts
notify:
  channels:
    - {name: down, type: webhook, url: "\${WHERE}", retry: {attempts: 1}}
    - {name: mail, type: email, host: 127.0.0.1, port: ${port}, tls: none, from: a@b.example, to: [c@d.example]}
    - {name: pager, type: command, command: [/bin/sh, -c, 'cat > told.json']}
`,
  );
  const env = { WHERE: 'http://127.0.0.1:1/canary-of-an-address' };
  const ran = await runJson<{ exit_code: number; warnings: string[] }>(['run', '-c', at('oads.yaml')], { env });
  assert.equal([ran.code, ran.json.exit_code], [4, 4], ran.stderr);
  assert.match(ran.json.warnings.join('\n'), /alerts: channel "down": .* was not delivered \(connection refused\)/);
  assert.match(JSON.parse(readFileSync(at('told.json'), 'utf8')).title, /first run that is watched is withheld/);
  assert.match(mails[0].text, /^Subject: \[oads\] critical: shipments: /m);
  const listed = await runJson<{ pipelines: { notifications: { channel: string; state: string }[] }[] }>(
    ['notify', 'list', '-c', at('oads.yaml')],
    { env },
  );
  assert.equal(findViolations(COMMAND_RESULTS['notify:list'], listed.json), []);
  assert.equal(
    listed.json.pipelines[0].notifications.map(({ channel, state }) => [channel, state]),
    [
      ['pager', 'delivered'],
      ['mail', 'delivered'],
      ['down', 'pending'],
    ],
  );
  assert.not.match(
    ran.stdout + ran.stderr + listed.stdout + readFileSync(at('artifacts/shipments/notifications/record.ndjson'), 'utf8'),
    /canary/,
  );
});

test.run();
