import { html } from 'hono/html';
import { ROLE_WORDS, type Person } from '../../src/kernel/access.ts';
import type { Host } from '../../src/kernel/platform.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import { Temporal } from 'temporal-polyfill';
import { demoGuide } from './demo-guide.ts';
import type { Demo, Jump } from './demo.ts';
import { hasDoors } from './doors-page.ts';
import { panesOf, type ShownPane } from './panes.ts';
import { hiddenInputs, type Hidden, type Html } from './render.ts';
import type { Visitor } from './session.ts';

interface Around {
  readonly host: Host;
  readonly hidden: Hidden;
  readonly visitor: Visitor;
  /** Nobody was here with this browser before. */
  readonly first: boolean;
}

/** "Wed 3 Feb 2027, 09:00" */
export function demoTime(at: Date, zone: string): string {
  const zones = { zone, home: zone };
  const year = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).year;
  return `${timeText({ at, style: 'date' }, zones)} ${year}, ${timeText({ at, style: 'time' }, zones)}`;
}

const personText = ({ name, agencyName, roles }: Person): string =>
  `${name}, ${agencyName}: ${roles.map((role) => ROLE_WORDS[role]).join(', ')}`;

function chooser(people: readonly Person[], { hidden, visitor }: Around): Html {
  const one = (person: Person): Html =>
    html`<option value="${person.member}" ${person.member === visitor.account ? html` selected` : ''}>
      ${personText(person)}
    </option>`;
  return html`<form class="demo-as" method="post" action="/demo/as">
    ${hiddenInputs(hidden)}
    <label for="demo-member">You are</label>
    <select id="demo-member" name="member">
      ${people.map(one)}
    </select>
    <button class="button usual">Switch</button>
  </form>`;
}

function clockForms(demo: Demo, jumps: readonly Jump[], { hidden }: Around): Html {
  const [date, hour] = Temporal.Instant.fromEpochMilliseconds(demo.now().getTime())
    .toZonedDateTimeISO(demo.zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .split('T');
  return html`<details>
    <summary>Move the clock</summary>
    <form class="demo-jumps" method="post" action="/demo/clock">
      ${hiddenInputs(hidden)}
      <ul role="list">
        ${jumps.map(
          ({ label, to }) =>
            html`<li>
              <button class="button usual" name="to" value="${to.toISOString()}">${label}</button>
              <span>${timeText({ at: to, style: 'moment' }, { zone: demo.zone, home: demo.zone })}</span>
            </li>`,
        )}
      </ul>
    </form>
    <form class="demo-clock" method="post" action="/demo/clock">
      ${hiddenInputs(hidden)}
      <label for="demo-date">Or to</label>
      <input id="demo-date" type="date" name="date" value="${date}" required />
      <label for="demo-time">at</label>
      <input id="demo-time" type="time" name="time" value="${hour}" required />
      <button class="button usual">Go there</button>
    </form>
    <p class="hint">
      All that falls due on the way is done, each thing at its own time. It only goes forward.
    </p>
  </details>`;
}

const paneLink = ({ path, pane }: ShownPane, { hidden }: Around): Html =>
  html`<a href="${path}" ${hidden.back === path ? html` aria-current="page"` : ''}
    >As ${pane.name} shows it</a
  >`;

function paneLinks(demo: Demo, around: Around): Html | '' {
  const panes = panesOf(demo);
  return panes.length > 0
    ? html`<p class="demo-panes">${panes.map((each) => paneLink(each, around))}</p>`
    : '';
}

/** The bar that says this is the demo, and lets its visitors be anyone, at any time. */
export async function demoBar(demo: Demo, around: Around): Promise<Html> {
  const [people, jumps] = await Promise.all([around.host.people(demo.taskForce), demo.jumps()]);
  return html`<aside class="demo" aria-label="Demo">
    <p class="demo-now">
      <strong>Demo.</strong> It is
      <time datetime="${demo.now().toISOString()}">${demoTime(demo.now(), demo.zone)}</time> here.
    </p>
    ${demoGuide(around.hidden, {
      zone: demo.zone,
      doors: hasDoors(demo),
      open: around.first,
      guest: people.find(({ roles }) => roles.every((role) => role === 'guest')),
      next: jumps[0],
    })}${chooser(people, around)}${clockForms(demo, jumps, around)}${paneLinks(demo, around)}
  </aside>`;
}
