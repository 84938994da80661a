import { html } from '../parts/html.ts';
import { renderShell } from '../parts/render-shell.ts';

/** The form that asks for the token. `next` is the path to go on to; `problem` says why it is shown again. */
export function renderSignIn({ next, problem }: { next: string; problem: string | null }): string {
  return renderShell(
    'Sign in',
    html`${problem !== null && html`<p class="problem" id="problem" role="alert"><strong>Not signed in.</strong> ${problem}</p>`}
<form method="post" action="/login">
<input type="hidden" name="next" value="${next}">
<label for="token">Token of this dashboard</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus${problem !== null && html` aria-describedby="problem"`}>
<button type="submit">Sign in</button>
</form>
<p><small>Whoever started <code>oads serve</code> has the token. A sign-in holds for 12 hours, and ends when the server is started anew.</small></p>`,
  );
}

/** For who is signed in: a way out. */
export function renderSignOut(): string {
  return renderShell(
    'Sign out',
    html`<form method="post" action="/logout"><button type="submit">Sign out</button></form>
<p><a href="/">Back to the dashboard</a></p>`,
  );
}
