import Type from 'typebox';
import { sendJson } from '../http/send.ts';
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
  return defineRoute({
    method: 'GET',
    path: '/openapi.json',
    id: 'getOpenApi',
    summary: 'This document: every route, its parameters and its answers, as OpenAPI 3.1',
    parameters: {},
    answers: { 200: { description: 'the document', content: { 'application/json': OpenApiDocument } } },
    answer: async ({ context, res }) => sendJson(res, describeApi(routes(), { version: context.version })),
  });
}
