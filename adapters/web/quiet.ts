import { html } from 'hono/html';
import type { Page } from './layout.ts';

/** How to get back in, for whoever it is: a link works for a while, and a chair's or records officer's only once. */
export const NEW_LINK = html`<p>Was your link used up, or too old? This is how to get a new one:</p>
  <ul>
    <li>
      <strong>Members and guests</strong>: ask your facilitator or a co-chair. They type
      <code>invite</code> and your name on their own page or in Teams, <code>/convener invite</code> and your
      name in Slack, and hand you the link.
    </li>
    <li>
      <strong>Facilitators, co-chairs and records officers</strong>: your link opens one session of 12 hours.
      Ask whoever looks after the server; there, <code>npm run -s convener -- invite YOUR-NAME</code> prints a
      new one.
    </li>
  </ul>`;

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
    ${NEW_LINK}
  </div>`,
};

/** The same for someone who came from the agenda in Slack or Teams to print it, and has no page of their own here yet. */
export const QUIET_PRINT: Page = {
  status: 401,
  title: 'Convener',
  back: '/',
  body: html`<div class="kind">
    <h1>To print, open your own page first</h1>
    <p>
      The agenda is printed from your own page here, so that nobody else can open it. You reach it by a
      personal link; with Slack or Teams alone you may not have one yet. Ask your facilitator or a co-chair
      for it, open it, and press "Print" once more.
    </p>
    ${NEW_LINK}
  </div>`,
};

/** After signing out. */
export const gonePage = (demo: boolean): Page => ({
  status: 200,
  title: 'Signed out',
  back: '/',
  body: html`<div class="kind">
    <h1>You are signed out</h1>
    ${
      demo
        ? ''
        : html`<p>To come back, open your link again, if it still works.</p>
            ${NEW_LINK}`
    }
    ${demo ? html`<p><a href="/">Open the demo again</a></p>` : ''}
  </div>`,
});
