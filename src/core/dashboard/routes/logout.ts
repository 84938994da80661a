import { checkOrigin } from '../access/check-origin.ts';
import { redirect, send } from '../http/send.ts';
import { renderSignOut } from '../page/sign-in/render-sign-in.ts';
import { defineRoute } from './route.ts';

export const logoutPageRoute = defineRoute({
  method: 'GET',
  path: '/logout',
  id: 'getLogoutPage',
  summary: 'The button that signs a person out',
  access: 'open',
  parameters: {},
  answers: { 200: { description: 'the button', content: { 'text/html': null } } },
  answer: async ({ res }) => {
    send(res, 200, 'text/html; charset=utf-8', renderSignOut());
  },
});

export const logoutRoute = defineRoute({
  method: 'POST',
  path: '/logout',
  id: 'signOut',
  summary: 'Ends the session of the cookie',
  access: 'open',
  parameters: {},
  answers: { 303: { description: 'to /login; the cookie is taken back', content: {} } },
  answer: async ({ context, req, res }) => {
    checkOrigin(req);
    res.setHeader('Set-Cookie', context.access.signOut(req));
    redirect(res, '/login');
  },
});
