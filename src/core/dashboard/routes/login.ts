import Type from 'typebox';
import { checkOrigin } from '../access/check-origin.ts';
import { ownPath } from '../access/own-path.ts';
import { readFields } from '../access/read-fields.ts';
import { wantsHtml } from '../access/way-to-sign-in.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { redirect, send } from '../http/send.ts';
import { renderSignIn } from '../page/sign-in/render-sign-in.ts';
import { textParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

const HTML = 'text/html; charset=utf-8';
const onward = {
  description: 'to the page that was asked for; without a token on this server there is nothing to sign in to',
  content: {},
};

export const loginPageRoute = defineRoute({
  method: 'GET',
  path: '/login',
  id: 'getLoginPage',
  summary: 'The form that asks a person for the token',
  access: 'open',
  parameters: { next: textParameter('path of this server to go on to; anything else counts as /', 4000) },
  answers: { 200: { description: 'the form', content: { 'text/html': null } }, 303: onward },
  answer: async ({ context, query, res }) => {
    const next = ownPath(query.next);
    if (!context.access.isGuarded) return redirect(res, next);
    send(res, 200, HTML, renderSignIn({ next, problem: null }));
  },
});

const Credentials = Type.Object({ token: Type.String(), next: Type.Optional(Type.String()) });

export const loginRoute = defineRoute({
  method: 'POST',
  path: '/login',
  id: 'signIn',
  summary: 'Signs a browser in: the cookie of the answer stands for the token for 12 hours',
  access: 'open',
  parameters: {},
  body: { 'application/x-www-form-urlencoded': Credentials, 'application/json': Credentials },
  answers: { 303: { ...onward, description: `${onward.description}; with the cookie` } },
  answer: async ({ context, req, res }) => {
    checkOrigin(req);
    const { token, next: given } = await readFields(req, { maxBytes: 8192 });
    const next = ownPath(typeof given === 'string' ? given : null);
    if (!context.access.isGuarded) return redirect(res, next);
    try {
      const cookie = typeof token === 'string' ? context.access.signIn(req, token.trim()) : null;
      if (cookie === null)
        throw new HttpProblem(401, 'This is not the token of this server.', { 'WWW-Authenticate': 'Bearer realm="oads"' });
      res.setHeader('Set-Cookie', cookie);
      redirect(res, next);
    } catch (error) {
      if (!(error instanceof HttpProblem) || !wantsHtml(req)) throw error;
      for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
      send(res, error.status, HTML, renderSignIn({ next, problem: error.message }));
    }
  },
});
