import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parser } from '@lezer/python';
import { Cron } from 'croner';
import { load } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support/cli.ts';
import { readDocument } from './documents.ts';

const test = suite('docs/scheduling');
const page = readDocument('docs/scheduling.md');
const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, { flags: Record<string, { char?: string; type: string; allowNo?: boolean }>; args: Record<string, unknown> }>;
};

function blocksOf(language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, found]) => found === language).map(([, , block]) => block);
}

/** What is wrong with a command line of oads; undefined where it could run. */
function judgeCommand(words: readonly string[]): string | undefined {
  const id = [words.slice(0, 2).join(':'), words[0]].find((candidate) => candidate in commands);
  if (id === undefined) return `there is no command ${words.join(' ')}`;
  const { flags, args } = commands[id];
  let positional = 0;
  for (let at = id.split(':').length; at < words.length; at++) {
    const word = words[at];
    if (!word.startsWith('-')) {
      if (++positional > Object.keys(args).length) return `${id}: ${word} is one argument too many`;
      continue;
    }
    const [name, value] = word.replace(/^--?/, '').split('=');
    const flag = word.startsWith('--') ? flags[name] : Object.values(flags).find(({ char }) => char === name);
    if (!flag) return `${id}: there is no ${word}`;
    if (flag.type === 'option' && value === undefined && (words[++at] ?? '-').startsWith('-')) return `${id}: ${word} wants a value`;
  }
  return undefined;
}

const wordsOf = (line: string) => line.trim().split(/\s+/).slice(1);

test('the judge of commands can say no', () => {
  for (const wrong of ['oads rum', 'oads run --artefacts x', 'oads run --artifacts', 'oads run extra', 'oads config chek']) {
    assert.ok(judgeCommand(wordsOf(wrong)), wrong);
  }
  assert.is(judgeCommand(wordsOf('oads prune --artifacts a --days 90 -q')), undefined);
});

test('every command on the page is a command with flags that exist', () => {
  const text = page.replaceAll(/\{\{.*?\}\}/g, 'TIME');
  const names = Object.keys(commands).map((id) => id.split(':')[0]);
  const found = [...text.matchAll(new RegExp(`(?<![\\w:.-])oads (?:${names.join('|')})\\b[^\\n\`"|&>]*`, 'g'))]
    .map(([line]) => line.trim())
    // Prose names a command with a flag that it explains.
    .filter((line) => !/ (?:-o|--every|--help)$/.test(line));
  assert.ok(found.length >= 12, `only ${found.length} commands were found`);
  const wrong = found.map((line) => judgeCommand(wordsOf(line)));
  assert.equal(
    wrong.filter((problem) => problem !== undefined),
    [],
  );
});

test('the crontab: five fields that cron understands, then a command without a bare %', () => {
  const lines = blocksOf('crontab').flatMap((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
  const jobs = lines.filter((line) => !/^[A-Z_]+=\S+$/.test(line));
  assert.is(jobs.length, 2);
  for (const job of jobs) {
    const [, fields, command] = /^((?:\S+\s+){5})(.*)$/.exec(job) ?? [];
    assert.ok(new Cron(fields.trim(), { paused: true }).nextRun() instanceof Date, job);
    assert.not.match(command, /(?<!\\)%/);
    assert.match(command, /^oads /);
  }
});

/** systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.timer(5): the keys that the page uses. */
const UNIT_KEYS: Record<string, readonly string[]> = {
  Unit: ['Description', 'Documentation', 'Wants', 'After', 'Requires'],
  Service: [
    ...['Type', 'ExecStart', 'Restart', 'RestartSec', 'SuccessExitStatus', 'TimeoutStartSec', 'TimeoutStopSec', 'KillSignal'],
    ...[
      'User',
      'Environment',
      'EnvironmentFile',
      'StateDirectory',
      'CacheDirectory',
      'PrivateTmp',
      'ProtectHome',
      'ProtectSystem',
      'NoNewPrivileges',
    ],
  ],
  Timer: ['OnCalendar', 'Persistent', 'RandomizedDelaySec', 'AccuracySec', 'Unit'],
  Install: ['WantedBy'],
};

test('the systemd units: sections and keys that systemd knows, absolute programs, a timer with its service', () => {
  const units = blocksOf('ini').map((block) => {
    let section = '';
    const keys: [string, string, string][] = [];
    for (const line of block.split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const [, opened] = /^\[(\w+)\]$/.exec(line) ?? [];
      if (opened !== undefined) section = opened;
      else {
        const [, key, value] = /^(\w+)=(.+)$/.exec(line) ?? [];
        assert.ok(key, `neither a section nor a key: ${line}`);
        keys.push([section, key, value]);
      }
    }
    const [, name] = /^# \/etc\/systemd\/system\/(\S+)\n/.exec(block) ?? [];
    return { name, keys };
  });
  assert.equal(units.map(({ name }) => name).sort(), ['oads-dashboard.service', 'oads-flights.service', 'oads-flights.timer']);
  for (const { name, keys } of units) {
    for (const [section, key, value] of keys) {
      assert.ok(UNIT_KEYS[section]?.includes(key), `${name}: [${section}] ${key}`);
      if (key === 'ExecStart') assert.match(value, /^\/usr\/local\/bin\/oads /);
      if (key === 'OnCalendar') assert.match(value, /^\*-\*-\* \*:\d\d:\d\d UTC$/);
    }
    const wanted = name?.endsWith('.timer') ? 'Timer' : 'Service';
    assert.ok(
      keys.some(([section]) => section === wanted),
      name,
    );
  }
});

test('a service unpacks the executable where systemd keeps a directory for it, not into a private temporary one', () => {
  const services = blocksOf('ini').filter((block) => block.includes('[Service]'));
  assert.is(services.length, 2);
  for (const service of services) {
    assert.match(service, /^CacheDirectory=oads$/m);
    assert.match(service, /^Environment=OADS_CACHE_DIR=\/var\/cache\/oads$/m);
  }
});

test('the DAG is Python without an error', () => {
  const errorsOf = (source: string) => {
    const errors: string[] = [];
    parser.parse(source).iterate({ enter: (node) => void (node.type.isError && errors.push(source.slice(node.from - 20, node.to + 20))) });
    return errors;
  };
  const [dag, ...others] = blocksOf('python');
  assert.equal(others, []);
  assert.equal(errorsOf(dag), []);
  assert.ok(errorsOf(dag.replace('with DAG(', 'with DAG((')).length > 0, 'the parser finds nothing wrong in anything');
  const { schedule } = /schedule="(?<schedule>[^"]+)"/.exec(dag)?.groups ?? {};
  assert.ok(new Cron(schedule, { paused: true }).nextRun());
});

test('the CronJob has what batch/v1 wants', () => {
  const [block, ...others] = blocksOf('yaml');
  assert.equal(others, []);
  const job = load(block) as CronJob;
  assert.equal([job.apiVersion, job.kind], ['batch/v1', 'CronJob']);
  assert.match(job.metadata.name, /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/);
  assert.ok(new Cron(job.spec.schedule, { paused: true }).nextRun());
  assert.ok(['Allow', 'Forbid', 'Replace'].includes(job.spec.concurrencyPolicy));
  assert.ok(new Intl.DateTimeFormat('en', { timeZone: job.spec.timeZone }));
  const { backoffLimit, podFailurePolicy, template } = job.spec.jobTemplate.spec;
  assert.ok(Number.isInteger(backoffLimit));
  const pod = template.spec;
  // podFailurePolicy is allowed with restartPolicy Never only.
  assert.is(pod.restartPolicy, 'Never');
  const [container, ...more] = pod.containers;
  assert.equal(more, []);
  for (const { action, onExitCodes } of podFailurePolicy.rules) {
    assert.ok(['FailJob', 'Ignore', 'Count', 'FailIndex'].includes(action));
    assert.is(onExitCodes.containerName, container.name);
    // The API takes ordered, distinct codes, 0 only with NotIn.
    assert.equal(
      onExitCodes.values,
      [...new Set(onExitCodes.values)].sort((a, b) => a - b),
    );
    assert.not(onExitCodes.values.includes(0));
    assert.not(onExitCodes.values.includes(3), '3 is tried again');
  }
  const volumes = new Set(pod.volumes.map(({ name }) => name));
  for (const { name, mountPath } of container.volumeMounts) assert.ok(volumes.has(name) && mountPath.startsWith('/'), name);
  assert.is(judgeCommand(container.command.slice(1)), undefined);
  for (const entry of container.env) assert.ok(entry.name && (entry.value !== undefined || entry.valueFrom), entry.name);
});

interface CronJob {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    schedule: string;
    timeZone: string;
    concurrencyPolicy: string;
    jobTemplate: {
      spec: {
        backoffLimit: number;
        podFailurePolicy: { rules: { action: string; onExitCodes: { containerName: string; values: number[] } }[] };
        template: {
          spec: {
            restartPolicy: string;
            containers: {
              name: string;
              command: string[];
              env: { name: string; value?: string; valueFrom?: object }[];
              volumeMounts: { name: string; mountPath: string }[];
            }[];
            volumes: { name: string }[];
          };
        };
      };
    };
  };
}

test.run();
