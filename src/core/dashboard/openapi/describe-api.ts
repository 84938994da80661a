import type { TSchema } from 'typebox';
import { ProblemAnswer } from '../answers/problem-answer.ts';
import type { Parameters } from '../routes/parameters.ts';
import type { AnswerDescription, Route } from '../routes/route.ts';
import { PROBLEMS, problemsOf } from './problems.ts';

const PROBLEM_TYPE = 'application/problem+json';

/** The OpenAPI 3.1 document of these routes. A GET route answers HEAD, too, which the document does not say again. */
export function describeApi(routes: readonly Route[], { version }: { version: string }): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-z_]+)/gi, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = describeOperation(route);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'oads dashboard',
      version,
      description:
        'What `oads serve` answers over an artifacts directory. Every GET answers HEAD, too. A browser that visits a page gets problems as a page.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: ProblemAnswer },
      responses: Object.fromEntries(Object.entries(PROBLEMS).map(([status, description]) => [status, describeProblem(description)])),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: "the server's token: where one is configured, and for whatever changes things",
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'oads_<port>',
          description: 'the cookie of a sign-in by `POST /login`; `__Host-` before its name under TLS',
        },
      },
    },
  };
}

function describeOperation(route: Route): Record<string, unknown> {
  const problems = problemsOf(route).filter((status) => !(status in route.answers) && !(status in (route.problems ?? {})));
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    parameters: [...describeParameters(route.pathParameters ?? {}, 'path'), ...describeParameters(route.parameters, 'query')],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: describeContent(route.body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, describeAnswer(answer)])),
      ...Object.fromEntries(Object.entries(route.problems ?? {}).map(([status, description]) => [status, describeProblem(description)])),
      ...Object.fromEntries(problems.map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
    security: securityOf(route),
  };
}

function describeProblem(description: string): Record<string, unknown> {
  return { description, content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } };
}

/** Nothing; a token where one is configured; or a token always. */
function securityOf({ access, method }: Route): Record<string, string[]>[] {
  if (access === 'open') return [];
  return method === 'POST' ? [{ token: [] }, { session: [] }] : [{}, { token: [] }, { session: [] }];
}

function describeParameters(parameters: Parameters, place: 'path' | 'query'): Record<string, unknown>[] {
  return Object.entries(parameters).map(([name, { description, schema }]) => ({
    name,
    in: place,
    required: place === 'path',
    description,
    schema,
  }));
}

function describeAnswer({ description, content }: AnswerDescription): Record<string, unknown> {
  return { description, ...(Object.keys(content).length === 0 ? {} : { content: describeContent(content) }) };
}

function describeContent(content: Readonly<Record<string, TSchema | null>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: schema ?? { type: 'string' } }]));
}
