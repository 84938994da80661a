import * as assert from 'uvu/assert';
import { problemsOf } from '../../src/core/dashboard/openapi/problems.ts';
import { ROUTES } from '../../src/core/dashboard/routes/routes.ts';

/** Every status that a test gets of a route is one that the document tells of it: what a test provokes cannot stay unsaid. */
export function assertDocumented(method: string, target: string, status: number): void {
  const path = target.split('?', 1)[0];
  const asked = method === 'HEAD' ? 'GET' : method;
  const matches = (route: string) =>
    route === path || (route.includes(':') && new RegExp(`^${route.replace(/:[a-z]+/gi, '[^/]+')}$`).test(path));
  const route = ROUTES.find((one) => one.method === asked && matches(one.path));
  if (!route) return;
  const told = [...Object.keys(route.answers), ...Object.keys(route.problems ?? {}), ...problemsOf(route)].map(Number);
  const isSentToSignIn = status === 303 && asked === 'GET' && told.includes(401); // as the text of 401 says
  assert.ok(isSentToSignIn || told.includes(status), `${method} ${target}: the document tells no ${status}`);
}
