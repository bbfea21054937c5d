import { html } from 'hono/html';
import { grantOf } from '../../src/kernel/access.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import type { Page } from './layout.ts';
import { renderCard, type Html } from './render.ts';
import { peopleFor } from './render-form.ts';
import { drawingFor, type Visit } from './visit.ts';

/** Chairs may look at one person's part. Without scripts, and as an address to keep. */
async function personFilter(visit: Visit, chosen: string | undefined): Promise<Html | ''> {
  if (grantOf('see preview', visit.visitor.person.roles) !== 'yes') return '';
  const people = peopleFor(visit.visitor.person, await visit.host.people(visit.visitor.taskForce.id));
  return html`<form class="command" method="get" action="/preview">
    <label for="person">Only what one person gets</label>
    <div class="command-line">
      <select id="person" name="person">
        <option value="">Everyone</option>
        ${people.map(
          ({ value, label }) =>
            html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${label}</option>`,
        )}
      </select>
      <button class="button usual">Show</button>
    </div>
  </form>`;
}

export const previewCommand = (person: string | undefined): string =>
  person === undefined ? 'preview list' : `preview list ${person}`;

/** All that will go out, for whoever looks; undefined where the answer is no card. */
export async function previewPage(
  visit: Visit,
  { reply, words }: Answer,
  person: string | undefined,
): Promise<Page | undefined> {
  if (reply.kind !== 'card') return undefined;
  const card = renderCard(reply.card, drawingFor(visit, words, '/preview'), { scope: 'preview', level: 1 });
  return {
    status: 200,
    title: 'What comes next',
    back: '/preview',
    body: html`${await personFilter(visit, person)}${card}`,
  };
}
