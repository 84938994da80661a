import Type from 'typebox';
import { send } from '../http/send.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { defineRoute, type Route } from './route.ts';

const OpenApiDocument = Type.Object({
  openapi: Type.String({ pattern: '^3\\.1\\.' }),
  info: Type.Object({ title: Type.String(), version: Type.String() }),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown())),
  components: Type.Record(Type.String(), Type.Unknown()),
});

/** Made from all routes, this one included. */
export function openApiRouteOf(routes: () => readonly Route[]): Route {
  /** Version → the document: some hundred kilobytes, the same at each request. */
  const texts = new Map<string, string>();
  const textOf = (version: string): string => {
    const text = texts.get(version) ?? `${JSON.stringify(describeApi(routes(), { version }), null, 2)}\n`;
    texts.set(version, text);
    return text;
  };
  return defineRoute({
    method: 'GET',
    path: '/openapi.json',
    id: 'getOpenApi',
    summary: 'This document: every route, its parameters and its answers, as OpenAPI 3.1',
    parameters: {},
    answers: { 200: { description: 'the document', content: { 'application/json': OpenApiDocument } } },
    answer: async ({ context, res }) => send(res, 200, 'application/json; charset=utf-8', textOf(context.version)),
  });
}
