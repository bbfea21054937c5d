import { html } from 'hono/html';
import { isChair } from '../../src/kernel/access.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import { hiddenInputs, type Hidden, type Html } from './render.ts';
import type { Visitor } from './session.ts';

const resumeForm = (hidden: Hidden): Html =>
  html`<form method="post" action="/command">
    ${hiddenInputs(hidden)}<input type="hidden" name="q" value="resume" />
    <button class="button usual">Let it go on</button>
  </form>`;

/** On every page while Convener is paused: what is off, what goes on, and how it ends. */
export function pausedBar({ person, taskForce }: Visitor, hidden: Hidden): Html | '' {
  const { state, pausedAt, zone } = taskForce;
  if (state !== 'paused') return '';
  const since =
    pausedAt && ` since ${timeText({ at: pausedAt, style: 'moment' }, { zone: person.zone, home: zone })}`;
  const chair = isChair(person.roles);
  return html`<aside class="paused" aria-label="Paused">
    <p>
      <strong>Convener is paused${since ?? ''}.</strong> It sends nothing new by itself. What you enter is
      saved. ${chair ? '' : 'A facilitator or co-chair can let it go on.'}
    </p>
    ${chair ? resumeForm(hidden) : ''}
  </aside>`;
}
