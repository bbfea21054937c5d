import { html } from 'hono/html';
import type { Page } from './layout.ts';
import { DOORS_PATH } from './panes.ts';
import { hiddenInputs, type Hidden, type Html } from './render.ts';

/** What nobody should write, invented: the guard says so before anything is kept. */
export const BIRTH_DATE = 'agenda add Plan for the girl born 3/14/2012';

const tryForm = (hidden: Hidden): Html =>
  html`<form method="post" action="/command">
    ${hiddenInputs(hidden)}<input type="hidden" name="q" value="${BIRTH_DATE}" />
    <button class="button usual">Try to type a birth date</button>
  </form>`;

const overForm = (hidden: Hidden): Html =>
  html`<form method="post" action="/demo/over">
    ${hiddenInputs(hidden)}
    <button class="button usual">Start over</button>
  </form>`;

/** A newcomer's first minute: what this is, and what to look at, in this order. Open for who was never here. */
export const demoGuide = (hidden: Hidden, how: { readonly doors: boolean; readonly open: boolean }): Html =>
  html`<details class="demo-guide" ${how.open ? html` open` : ''}>
    <summary>New here? One minute</summary>
    <p>
      <strong>Convener is the secretary of a task force of many agencies.</strong> It asks for topics, sends
      the agenda, collects reports and reminds: in Slack, in Teams and on pages like this one.
    </p>
    <p>
      <strong>It does not spam:</strong> two notes a week to one person at most, in their working hours, and
      nothing before somebody starts it. <strong>It does not leak:</strong> no case details are kept, and
      everyone sees only what they may read.
    </p>
    <ol>
      <li><a href="/">What needs the coordinator</a>, and what happens next by itself.</li>
      <li><a href="/agenda">The agenda</a>, with its time.</li>
      ${
        how.doors
          ? html`<li><a href="${DOORS_PATH}">The doors side by side</a>: Slack, Teams and the web.</li>`
          : ''
      }
      <li><a href="/preview">All it will send in 60 days</a>, to whom and why.</li>
      <li>${tryForm(hidden)} and see what becomes of it.</li>
      <li>Move the clock: topics close, the agenda goes out, the meeting comes. Then look again.</li>
      <li>Be someone else: Priya Raman gets a note, the judge Adele Pruitt sees the open part alone.</li>
      <li>${overForm(hidden)} <a href="/demo/own">Use your own people</a></li>
    </ol>
  </details>`;

/** How to get from the demo to the real thing. */
export const ownPage = (): Page => ({
  status: 200,
  title: 'Use your own people',
  back: '/',
  body: html`<div class="kind">
    <h1>Use your own people</h1>
    <p>The demo keeps to itself: its people are invented, and your own never go in here.</p>
    <ol>
      <li>Stop Convener, and start it with <code>CONVENER_DEMO=0 npm start</code>.</li>
      <li>Open the link that it prints. It asks for your task force's name and first meeting.</li>
      <li>Type <code>roster import</code> and paste your list: name, agency and e-mail are enough.</li>
      <li>Look at what would be sent, then press Start. Until then nobody hears from it.</li>
    </ol>
    <p>The README says how to connect Slack and Teams.</p>
    <p><a href="/">My messages</a></p>
  </div>`,
});
