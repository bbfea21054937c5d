import { html } from 'hono/html';
import type { Page } from './layout.ts';

/** What someone sees who is not signed in: what this is, and nothing about whom it is for. */
export const QUIET: Page = {
  status: 200,
  title: 'Convener',
  back: '/',
  body: html`<div class="kind">
    <h1>Convener</h1>
    <p>
      Convener is the secretary of a task force whose members come from many agencies. It asks for topics,
      sends the agenda and reminds, so that nobody has to.
    </p>
    <p>Ask your facilitator for your link.</p>
  </div>`,
};

/** After signing out. */
export const gonePage = (demo: boolean): Page => ({
  status: 200,
  title: 'Signed out',
  back: '/',
  body: html`<div class="kind">
    <h1>You are signed out</h1>
    <p>To come back, open your link again, or ask your facilitator for a new one.</p>
    ${demo ? html`<p><a href="/">Open the demo again</a></p>` : ''}
  </div>`,
});
