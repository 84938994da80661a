import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROUTES } from '../../../src/core/dashboard/routes/routes.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { point, writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';

const test = suite('dashboard/openapi');
test.after.each(closeDashboards);

type Node = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Node }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: TSchema }> }>;
}
interface Document {
  openapi: string;
  info: Node;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, TSchema>; responses: Record<string, { content: Record<string, Node> }>; securitySchemes: Node };
}

async function documentOf(server: TestServer): Promise<Document> {
  return JSON.parse((await server.get('/openapi.json')).text);
}

/** The schema of an answer; a problem's lies behind references. */
function schemaOf({ paths, components }: Document, route: string, answer: { status: number; headers: Headers }): TSchema | undefined {
  const described = paths[route]?.get?.responses[answer.status];
  const found = described?.$ref ? components.responses[described.$ref.slice('#/components/responses/'.length)] : described;
  const type = (answer.headers.get('content-type') ?? '').split(';')[0];
  const schema = found?.content?.[type]?.schema as TSchema & { $ref?: string };
  return schema?.$ref ? components.schemas[schema.$ref.slice('#/components/schemas/'.length)] : schema;
}

test('the document holds every route and nothing else', async () => {
  const server = await serveDashboard({ version: '1.2.3' });
  const { openapi, info, paths } = await documentOf(server);
  assert.is(openapi, '3.1.1');
  assert.equal([info.title, info.version], ['oads dashboard', '1.2.3']);
  const described = Object.entries(paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => `${method} ${route}`));
  assert.equal(described.sort(), ROUTES.map(({ method, path: route }) => `${method.toLowerCase()} ${route.replace(':id', '{id}')}`).sort());
  for (const { path: route, method, parameters } of ROUTES) {
    const operation = paths[route.replace(':id', '{id}')][method.toLowerCase()];
    assert.equal(
      operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      Object.keys(parameters),
    );
  }
});

// OpenAPI 3.1.1, section 4.8: what each of its objects must and may have, as far as the document uses it.
const KEYS: Record<string, [required: string[], optional: string[]]> = {
  document: [['openapi', 'info', 'paths', 'components'], []],
  info: [
    ['title', 'version'],
    ['description', 'license'],
  ],
  operation: [
    ['operationId', 'responses'],
    ['summary', 'description', 'parameters', 'requestBody', 'security'],
  ],
  parameter: [['name', 'in', 'required', 'schema'], ['description']],
  body: [['content'], ['required', 'description']],
  response: [['description'], ['content', 'headers']],
  media: [['schema'], []],
  reference: [['$ref'], []],
  components: [[], ['schemas', 'responses', 'securitySchemes']],
};

function hasKeys(what: string, node: object, at: string): void {
  const [required, optional] = KEYS[what];
  const keys = Object.keys(node);
  for (const key of required) assert.ok(keys.includes(key), `${at}: expected "${key}" of a ${what}`);
  for (const key of keys) assert.ok(required.includes(key) || optional.includes(key), `${at}: "${key}" is no key of a ${what}`);
}

test('the document has the structure of OpenAPI 3.1, and its references lead somewhere', async () => {
  const server = await serveDashboard();
  const document = await documentOf(server);
  hasKeys('document', document, '');
  hasKeys('info', document.info, 'info');
  hasKeys('components', document.components, 'components');
  const media = (content: Node, at: string) => {
    for (const [type, node] of Object.entries(content)) {
      assert.match(type, /^[a-z]+\/[a-z0-9.+-]+$/, at);
      hasKeys('media', node as Node, `${at} ${type}`);
    }
  };
  const ids: string[] = [];
  for (const [route, methods] of Object.entries(document.paths)) {
    assert.match(route, /^\//);
    for (const [method, operation] of Object.entries(methods)) {
      const at = `${method} ${route}`;
      assert.ok(['get', 'post'].includes(method), at);
      hasKeys('operation', operation, at);
      ids.push(operation.operationId);
      for (const parameter of operation.parameters) {
        hasKeys('parameter', parameter, at);
        assert.ok(['query', 'path'].includes(parameter.in));
        assert.is(parameter.in === 'path', parameter.required);
      }
      const named = [...route.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      assert.equal(
        operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
        named,
      );
      for (const [status, response] of Object.entries(operation.responses)) {
        assert.match(status, /^[1-5][0-9][0-9]$/);
        hasKeys(response.$ref ? 'reference' : 'response', response, `${at} ${status}`);
        media(response.content ?? {}, `${at} ${status}`);
      }
    }
  }
  assert.is(new Set(ids).size, ids.length, 'each operationId once');
  for (const [status, response] of Object.entries(document.components.responses)) {
    hasKeys('response', response, status);
    media(response.content, status);
  }
  const pointers: string[] = [];
  JSON.stringify(document, (key, value) => {
    if (key === '$ref') pointers.push(value);
    return value;
  });
  assert.ok(pointers.length > 50);
  for (const pointer of new Set(pointers)) {
    const target = pointer
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);
    assert.ok(target, `${pointer} leads nowhere`);
  }
});

const QUERIES: Record<string, string[]> = {
  '/top-anomalies': ['?limit=3&offset=2', '?limit=0', '?run={run}'],
  '/api/runs': ['?limit=1', '?limit=x'],
  '/metrics': ['?format=json', '?format=openmetrics', '?format=prometheus'],
  '/health': ['?pipeline=demo', '?pipeline=nobody', '?pipeline=..'],
  '/health/fresh': ['?max_age_seconds=1', '?max_age_seconds=1e9'],
};

/** Every GET route in some ways of asking: each answer is one that the document tells, and fits its schema. */
async function assertDescribed(document: Document, server: TestServer, runId: string, state: string): Promise<number> {
  let validated = 0;
  for (const { method, path: route } of ROUTES) {
    if (method !== 'GET' || route === '/api/events') continue;
    const described = route.replace(/:([a-z_]+)/g, '{$1}');
    for (const query of ['', ...(QUERIES[route] ?? [])]) {
      const target = `${route.replace(':id', runId)}${query.replace('{run}', runId)}`;
      const answer = await server.get(target);
      const at = `${state}: ${target}: ${answer.status}`;
      const schema = schemaOf(document, described, answer);
      assert.ok(schema, `${at} ${answer.headers.get('content-type')} is not in the document`);
      if (!(answer.headers.get('content-type') ?? '').includes('json')) continue;
      assert.equal(findViolations(schema, JSON.parse(answer.text)), [], at);
      validated += 1;
    }
  }
  return validated;
}

test('every JSON answer fits the schema that the document gives for it, in every state of the directory', async () => {
  const server = await serveDashboard();
  // One for all states: each schema is compiled once.
  const document = await documentOf(server);
  const ofHealth = document.paths['/health'].get.responses[200].content?.['application/json'].schema as TSchema;
  assert.ok(
    findViolations(ofHealth, { ...(await server.getJson('/health')), status: 'fine' }).length > 0,
    'a schema refuses what does not fit',
  );
  const none = '0'.repeat(16);
  assert.ok((await assertDescribed(document, server, none, 'no directory yet')) > 15);
  const good = await writeRun(server.dir, { rows: 'a' });
  await assertDescribed(document, server, good.runId, 'certified');
  for (const [index, level] of (['qualified', 'rank-only', 'withheld'] as const).entries()) {
    const run = await writeRun(server.dir, { level, asOf: `2026-03-01T06:1${index}:00.000Z` });
    await assertDescribed(document, server, run.runId, level);
  }
  const fallback = await writeRun(server.dir, { rows: 'a', asOf: '2026-03-01T07:00:00.000Z', level: 'qualified', source: 'last_good' });
  await point(path.join(server.dir, 'demo', 'last_good'), `runs/${good.runId}`);
  await assertDescribed(document, server, fallback.runId, 'outranked');
  await truncate(path.join(fallback.runDir, 'anomaly_results.csv'), 20);
  await assertDescribed(document, server, fallback.runId, 'damaged');
  await writeFile(path.join(fallback.runDir, 'manifest.json'), '{');
  await assertDescribed(document, server, fallback.runId, 'no manifest');
  await point(path.join(server.dir, 'demo', 'latest'), '../elsewhere');
  await assertDescribed(document, server, good.runId, 'bad link');

  const file = path.join(server.dir, 'file');
  await writeFile(file, '');
  await assertDescribed(document, await serveDashboard({ artifactsDir: file, pipeline: 'demo' }), none, 'no directory');
});

test('what a mark may meet is told of its route', async () => {
  const { paths, components } = await documentOf(await serveDashboard());
  const { responses } = paths['/api/acknowledgements'].post;
  for (const status of [200, 201, 303, 400, 401, 403, 404, 409, 413, 415, 422, 429, 503]) assert.ok(responses[status], String(status));
  for (const status of [409, 422, 503])
    assert.equal(responses[status].content?.['application/problem+json'].schema, { $ref: '#/components/schemas/Problem' }, String(status));
  assert.ok(components.schemas.Problem);
});

test('what asks for a token says so in the document, and answers as it says', async () => {
  const server = await serveDashboard({ token: 'a-token-of-the-tests' });
  const text = (await server.get('/openapi.json', { authorization: 'Bearer a-token-of-the-tests' })).text;
  const document = JSON.parse(text) as Document;
  for (const { method, path: route, access } of ROUTES) {
    if (method !== 'GET') continue;
    const answer = await server.get(route.replace(':id', '0'.repeat(16)));
    assert.is(answer.status === 401, access !== 'open', route);
    if (answer.status !== 401) continue;
    const schema = schemaOf(document, route.replace(':id', '{id}'), answer);
    assert.equal(findViolations(schema as TSchema, JSON.parse(answer.text)), [], route);
  }
});

test('all of a run is told by its id, and no number beyond its claims', async () => {
  const server = await serveDashboard();
  const certified = await writeRun(server.dir);
  const whole = await server.getJson(`/api/runs/${certified.runId}`);
  assert.equal([whole.data, whole.pipeline, whole.run_id, whole.problems], ['ok', 'demo', certified.runId, []]);
  assert.is(whole.manifest.run_id, certified.runId);
  assert.is(whole.system_state.trust.level, 'certified');
  assert.is(whole.quality_snapshot.flag, 'pass');
  assert.is(whole.drift_snapshot.verdict, 'none');
  assert.is(whole.inference_metrics.expected_false_alarms, 40);
  assert.is(typeof whole.inference_metrics.top[0].q_value, 'number');
  const ranked = await writeRun(server.dir, {
    level: 'rank-only',
    asOf: '2026-03-01T07:00:00.000Z',
    edit: ({ metrics }) => {
      metrics.expected_false_alarms = 40;
    },
  });
  const { inference_metrics: metrics } = await server.getJson(`/api/runs/${ranked.runId}`);
  assert.is(metrics.expected_false_alarms, null);
  assert.is(metrics.top.length, 60);
  for (const { p_value, q_value } of metrics.top) assert.equal([p_value, q_value], [null, null]);
  await truncate(path.join(ranked.runDir, 'drift_snapshot.json'), 5);
  const damaged = await server.getJson(`/api/runs/${ranked.runId}`);
  assert.equal([damaged.data, damaged.manifest, damaged.inference_metrics], ['damaged', null, null]);
  assert.match(damaged.problems[0], 'drift_snapshot.json');
  assert.is((await server.get(`/api/runs/${'0'.repeat(16)}`)).status, 404);
  assert.is((await server.get('/api/runs/..%2f..%2fetc')).status, 400);
});

test.run();
