import { readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createApp } from '../../../../src/core/dashboard/create-app.ts';
import { type WrittenRun, writeRun } from '../../../support/artifacts.ts';
import { assertDocumented } from '../../../support/assert-documented.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';

const test = suite('dashboard/acknowledge/routes');
const TOKEN = 'correct-horse';
const BEARER = { Authorization: `Bearer ${TOKEN}` };
let server: TestServer;
let run: WrittenRun;

test.before.each(async () => {
  server = await serveDashboard({ token: TOKEN, allowAck: true });
  run = await writeRun(server.dir);
});
test.after.each(closeDashboards);

const logFile = (pipeline = 'demo') => path.join(server.dir, pipeline, 'acknowledgements.ndjson');
const linesOf = async () => (await readFile(logFile(), 'utf8').catch(() => '')).split('\n').filter(Boolean);

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
async function post(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: any }> {
  const isForm = body instanceof URLSearchParams;
  const answer = await fetch(`${server.url}/api/acknowledgements`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...BEARER, ...(isForm ? {} : { 'Content-Type': 'application/json' }), ...headers },
    body: isForm ? body : JSON.stringify(body),
  });
  assertDocumented('POST', '/api/acknowledgements', answer.status);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
}
const mark = (over: object = {}) => ({ pipeline: 'demo', run_id: run.runId, row: 0, verdict: 'confirmed', ...over });
const getJson = async (route: string) => JSON.parse((await server.get(route, BEARER)).text);

test('a mark is written once, is listed, and holds for every run over the same rows', async () => {
  const written = await post(mark({ note: ' seen on the radar ', by: 'Mia' }));
  assert.is(written.status, 201);
  const { acknowledgement: entry } = written.body;
  assert.equal(
    [entry.key, entry.note, entry.by, entry.rank, entry.score, entry.time],
    [{ flight: 'F0', origin: 'SFO' }, 'seen on the radar', 'Mia', 1, 0.81, '2026-03-01T08:00:00.000Z'],
  );
  const again = await post(mark({ key: { origin: 'SFO', flight: 'F0' }, row: undefined, note: 'seen on the radar' }));
  assert.equal([again.status, again.body.is_new, again.body.acknowledgement.id], [200, false, entry.id]);
  assert.is((await linesOf()).length, 1);

  const rows = '2026-03-01T06:00:00.000Z';
  const second = await writeRun(server.dir, { asOf: '2026-03-02T06:00:00.000Z', rows });
  const listed = await getJson('/api/acknowledgements?pipeline=demo');
  assert.is(listed.run_id, second.runId);
  assert.equal(listed.acknowledgements, [entry]);
  await writeRun(server.dir, { asOf: '2026-03-03T06:00:00.000Z' });
  assert.equal((await getJson('/api/acknowledgements')).acknowledgements, [], 'other rows');
  assert.equal((await getJson(`/api/acknowledgements?run=${run.runId}`)).acknowledgements, [entry]);
});

test('what does not fit is refused by name, and nothing is written', async () => {
  const cases: [object, number, RegExp][] = [
    [mark({ row: 1 }), 422, /one of the 60 rows/],
    [mark({ key: { flight: 'F0' }, row: undefined }), 422, /another row/],
    [mark({ row: undefined }), 400, /either "row" or "key"/],
    [mark({ key: { flight: 'F0', origin: 'SFO' } }), 400, /either "row" or "key"/],
    [mark({ verdict: 'perhaps' }), 400, /"verdict" to be one of/],
    [mark({ note: 'two\nlines' }), 400, /U\+000A/],
    [mark({ by: 'a\u202eb' }), 400, /"by" to be one line without control characters, got U\+202E/],
    [mark({ note: 'x'.repeat(1001) }), 400, /note/],
    [mark({ extra: 1 }), 400, /extra/],
    [mark({ run_id: 'ffffffffffffffff' }), 404, /id of a run/],
    [mark({ pipeline: 'other' }), 404, /pipeline that has run/],
    [mark({ pipeline: '../demo' }), 400, /pipeline/],
    [[], 400, /JSON object/],
  ];
  for (const [body, status, detail] of cases) {
    const answer = await post(body);
    assert.is(answer.status, status, JSON.stringify(answer.body));
    assert.match(answer.body.detail, detail);
  }
  assert.is((await post(mark(), { 'Content-Type': 'text/plain' })).status, 415);
  assert.is((await post(mark({ note: 'x'.repeat(20_000) }))).status, 413);
  assert.is((await post(mark(), { Origin: 'http://evil.example' })).status, 403);
  assert.is((await post(mark(), { Authorization: 'Bearer wrong' })).status, 401);
  assert.equal(await linesOf(), []);
});

test('a damaged run, and a withheld one, takes no marks', async () => {
  const withheld = await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-02T06:00:00.000Z' });
  assert.is((await post(mark({ run_id: withheld.runId }))).status, 422);
  await rm(path.join(run.runDir, 'drift_snapshot.json'));
  assert.is((await post(mark())).status, 409);
  assert.equal(await linesOf(), []);
});

test('marks are taken with --allow-ack alone, and that asks for a token', async () => {
  const closed = await serveDashboard({ token: TOKEN });
  const { runId } = await writeRun(closed.dir);
  const answer = await fetch(`${closed.url}/api/acknowledgements`, {
    method: 'POST',
    headers: { ...BEARER, 'Content-Type': 'application/json' },
    body: JSON.stringify(mark({ run_id: runId })),
  });
  assert.is(answer.status, 403);
  assert.match(((await answer.json()) as { detail: string }).detail, 'start it with --allow-ack');
  assert.not.match((await closed.get('/', BEARER)).text, 'ack-form');
  const log = { warn: () => {}, error: () => {} };
  assert.throws(() => createApp({ artifactsDir: server.dir, log, allowAck: true }), /--allow-ack: expected a token/);
});

test('a form leads back to the page it came from, and nowhere else', async () => {
  const form = (view: string) =>
    new URLSearchParams({ pipeline: 'demo', run_id: run.runId, row: '0', verdict: 'false_alarm', note: '', by: '', view });
  const html = { Accept: 'text/html' };
  const answer = await post(form('pipeline=demo&sort=score'), html);
  assert.equal([answer.status, answer.headers.get('location')], [303, '/?pipeline=demo&sort=score#mark-0']);
  const hostile = await post(form('//evil.example/?a=\r\nX: y'), html);
  assert.ok(hostile.headers.get('location')?.startsWith('/?%2F%2Fevil.example%2F%3Fa=%0D%0AX'), `${hostile.headers.get('location')}`);
  assert.is((await linesOf()).length, 1);
});

test('a form whose row is another record by now is refused', async () => {
  const { text } = await server.get('/', BEARER);
  const record = /id="ack-form-7".*?name="record" value="([0-9a-f]{16})"/.exec(text)?.[1] ?? '';
  const form = (row: string) => new URLSearchParams({ pipeline: 'demo', run_id: run.runId, row, record, verdict: 'confirmed' });
  const refused = await post(form('14'));
  assert.is(refused.status, 422);
  assert.match(refused.body.detail, 'the row that the page showed at 14');
  assert.is((await post(form('7'))).status, 201);
  assert.is((await linesOf()).length, 1);
});

test('a form that outlived its session leads to the sign-in, and from there back to its page', async () => {
  const body = new URLSearchParams({ pipeline: 'demo', run_id: run.runId, row: '0', verdict: 'confirmed' });
  const send = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/acknowledgements`, { method: 'POST', redirect: 'manual', headers, body });
  const page = `${server.url}/?pipeline=demo&sort=score`;
  const answer = await send({ Accept: 'text/html', Referer: page, Origin: server.url });
  const next = encodeURIComponent('/?pipeline=demo&sort=score');
  assert.equal([answer.status, answer.headers.get('location')], [303, `/login?next=${next}`]);
  assert.is((await send({ Accept: '*/*' })).status, 401, 'a script is told');
  assert.is((await send({ Accept: 'text/html', Authorization: 'Bearer wrong' })).status, 401);
  assert.is((await send({ Accept: 'text/html', Origin: 'http://evil.example' })).status, 403);
  assert.equal(await linesOf(), []);
});

test('a log that cannot be written is a 503 that tells no path', async () => {
  await symlink('/nowhere', logFile());
  const answer = await post(mark());
  assert.is(answer.status, 503);
  assert.not.match(answer.body.detail, server.dir);
  assert.match(server.logged.join(), 'is a symbolic link');
  assert.match((await server.get('/', BEARER)).text, 'The log of marks is not as it was written');
});

test('the page shows the mark with word, shape, note, time and name, escaped, and counts with n and interval', async () => {
  await post(mark({ note: '<script>alert(1)</script>', by: '"><img src=x>' }));
  await post(mark({ row: 7, verdict: 'false_alarm' }));
  await post(mark({ row: 14 }));
  await post(mark({ row: 14, verdict: 'withdrawn' }));
  const { text } = await server.get('/', BEARER);
  assert.match(text, /<span class="ack-mark ack-confirmed"><svg .*<\/svg> Confirmed<\/span> <span class="ack-note"><bdi>&lt;script&gt;/);
  assert.match(text, '2026-03-01 08:00:00 UTC</time> by <bdi>&quot;&gt;&lt;img');
  assert.match(text, '2 marked: 1 confirmed, 1 false alarm of 60 kept rows.');
  assert.match(text, /Looked at: 2 flagged rows; confirmed of these: 50\.0 % <small>\(95 % interval 9\.45 % to 90\.5 %; 1 of 2\)/);
  assert.match(text, 'They are no random sample');
  assert.not.match(text, '<script>alert');
});

test('metrics tell the marks of the newest run, with n and interval', async () => {
  await post(mark());
  await post(mark({ row: 7, verdict: 'false_alarm' }));
  await post(mark({ row: 7 * 50 })); // not flagged
  const metrics = await getJson('/metrics');
  assert.equal(metrics.acknowledged.confirmed, 2);
  assert.equal(metrics.acknowledged.reviewed.confirmed, 1);
  assert.equal(metrics.acknowledged.reviewed.precision.n, 2);
  for (const format of ['openmetrics', 'prometheus']) {
    const { text } = await server.get(`/metrics?format=${format}`, BEARER);
    assert.match(text, 'oads_acknowledged{pipeline="demo",verdict="confirmed"} 2');
    assert.match(text, 'oads_acknowledged{pipeline="demo",verdict="false_alarm"} 1');
  }
});

test('labels are exported with their keys, formulas defused, withdrawn ones left out', async () => {
  await post(mark({ note: '=HYPERLINK("x")' }));
  await post(mark({ row: 7, verdict: 'false_alarm' }));
  await post(mark({ row: 14 }));
  await post(mark({ row: 14, verdict: 'withdrawn' }));
  const csv = await server.get('/api/labels?pipeline=demo&format=csv', BEARER);
  assert.is(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.equal(csv.text.split('\r\n'), [
    'flight,origin,verdict,time,note,by,run_id',
    `F0,SFO,confirmed,2026-03-01T08:00:00.000Z,"'=HYPERLINK(""x"")",,${run.runId}`,
    `F7,SFO,false_alarm,2026-03-01T08:00:00.000Z,,,${run.runId}`,
    '',
  ]);
  const ndjson = (await server.get('/api/labels?format=ndjson', BEARER)).text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(ndjson[0], {
    key: { flight: 'F0', origin: 'SFO' },
    verdict: 'confirmed',
    time: '2026-03-01T08:00:00.000Z',
    note: '=HYPERLINK("x")',
    by: null,
    run_id: run.runId,
  });
  assert.is(ndjson.length, 2);
});

test('a key that stands twice in the body is refused; taking back where there is no mark writes nothing', async () => {
  const send = async (body: string) => {
    const headers = { ...BEARER, 'Content-Type': 'application/json' };
    const answer = await fetch(`${server.url}/api/acknowledgements`, { method: 'POST', headers, body });
    return { status: answer.status, body: (await answer.json()) as { detail?: string } };
  };
  const json = (key: string) => `{"pipeline":"demo","run_id":"${run.runId}","key":${key},"verdict":"confirmed"}`;
  const twice = await send(json('{"flight":"F9","flight" :"F0","origin":"SFO"}'));
  assert.equal([twice.status, twice.body.detail], [400, 'expected each key once, got "flight" twice']);
  assert.is((await send(json('{"fl\\u0069ght":"F9","flight":"F0","origin":"SFO"}'))).status, 400, 'however it is written');
  assert.is((await send(`{"verdict":"withdrawn",${json('{"flight":"F0","origin":"SFO"}').slice(1)}`)).status, 400);

  const nothing = await post(mark({ verdict: 'withdrawn' }));
  assert.equal([nothing.status, nothing.body, await linesOf()], [200, { acknowledgement: null, is_new: false }, []]);
  await post(mark({ note: 'verdict: ":{' }));
  await post(mark({ verdict: 'withdrawn' }));
  assert.is((await post(mark({ verdict: 'withdrawn', note: 'again' }))).status, 200);
  assert.is((await linesOf()).length, 2);
});

test.run();
