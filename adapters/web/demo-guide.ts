import { html } from 'hono/html';
import type { Person } from '../../src/kernel/access.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import type { Jump } from './demo.ts';
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

/** One press that makes the visitor someone who may read less, at the agenda, where that shows. */
const asForm = (hidden: Hidden, { member, name }: Person): Html =>
  html`<form method="post" action="/demo/as">
    ${hiddenInputs({ ...hidden, back: '/agenda' })}
    <button class="button usual" name="member" value="${member}">See it as ${name}</button>
  </form>`;

const nextForm = (hidden: Hidden, { to, label }: Jump, zone: string): Html =>
  html`<form method="post" action="/demo/clock">
      ${hiddenInputs(hidden)}
      <button class="button usual" name="to" value="${to.toISOString()}">Move the clock on</button>
    </form>
    to ${timeText({ at: to, style: 'moment' }, { zone, home: zone })}: ${label}.`;

interface Guide {
  readonly zone: string;
  readonly doors: boolean;
  readonly open: boolean;
  /** Someone who is invited to the open part alone. */
  readonly guest: Person | undefined;
  readonly next: Jump | undefined;
}

const steps = (hidden: Hidden, { zone, doors, guest, next }: Guide): readonly (Html | '')[] => [
  html`<a href="/">What needs the coordinator</a>, and what happens next by itself.`,
  html`<a href="/agenda">The agenda</a>, with its time.`,
  doors ? html`<a href="${DOORS_PATH}">The doors side by side</a>: Slack, Teams and the web.` : '',
  html`<a href="/preview">All it will send in 60 days</a>, to whom and why.`,
  html`${tryForm(hidden)} and see what becomes of it.`,
  guest ? html`${asForm(hidden, guest)} who is invited to the open part, and reads that alone.` : '',
  next ? nextForm(hidden, next, zone) : '',
  html`${overForm(hidden)} <a href="/demo/own">Use your own people</a>`,
];

/** A newcomer's first minute: what this is, and what to look at, in this order. Open for who was never here. */
export const demoGuide = (hidden: Hidden, guide: Guide): Html =>
  html`<details class="demo-guide" ${guide.open ? html` open` : ''}>
    <summary>New here? One minute</summary>
    <div class="demo-tour">
      <div>
        <p>
          <strong>Convener is the secretary of a task force of many agencies.</strong> It asks for topics,
          sends the agenda, collects reports and reminds: in Slack, in Teams and on pages like this one.
        </p>
        <p>
          <strong>It does not spam.</strong> At most two notes a week to one person, in their working hours.
          The agenda and news of a meeting come besides. Nothing goes out before a facilitator presses Start,
          and one press pauses it.
        </p>
        <p>
          <strong>It does not leak.</strong> What looks like a detail of a person is refused before it is
          saved. It can miss things, and says so. Everyone reads only what is meant for them.
        </p>
        <p><strong>Press anything.</strong> All people here are invented, and nothing leaves the demo.</p>
      </div>
      <ol>
        ${steps(hidden, guide)
          .filter((step) => step !== '')
          .map((step) => html`<li>${step}</li>`)}
      </ol>
    </div>
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
