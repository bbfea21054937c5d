import { html } from 'hono/html';
import { directPlace, type Standing } from '../../src/kernel/platform.ts';
import type { Page } from './layout.ts';
import { CHANNEL, fingerprint, live, readsChannel, standingAt, standingItem, type Region } from './pages.ts';
import { paneMessage } from './pane-page.ts';
import { DOORS_PATH, panesOf, type Panes } from './panes.ts';
import type { Html } from './render.ts';
import { hiddenFor, type Visit } from './visit.ts';

/** As many as stand beside each other without much scrolling. */
const MOST = 2;

const column = (name: string, items: readonly Html[]): Html =>
  html`<section>
    <h2>${name}</h2>
    ${
      items.length > 0
        ? html`<ol role="list" class="messages">
            ${items}
          </ol>`
        : html`<p class="empty">Nothing here yet. Move the clock, or be someone else.</p>`
    }
  </section>`;

/** What stands where this person reads, the newest first: their own, and their channel's. */
async function newestFor(visit: Visit): Promise<readonly Standing[]> {
  const { account, person } = visit.visitor;
  const own = await standingAt(visit, directPlace(account));
  const channel = readsChannel(person) ? await standingAt(visit, CHANNEL) : [];
  return [...own, ...channel].toSorted((a, b) => b.shownAt.getTime() - a.shownAt.getTime()).slice(0, MOST);
}

/** One person's newest messages, at every door at once. */
export async function doorsRegion(visit: Visit): Promise<Region> {
  const newest = await newestFor(visit);
  const hidden = hiddenFor(visit, DOORS_PATH);
  const web = newest.map((each) => standingItem(each, visit, DOORS_PATH));
  const others = panesOf(visit).map(({ pane }) =>
    column(
      `In ${pane.name}`,
      newest.map((each) => paneMessage(pane, each, hidden)),
    ),
  );
  const inner = html`<div class="doors">${column('On the web', web)}${others}</div>`;
  return { path: `/live${DOORS_PATH}`, seen: fingerprint(newest), inner };
}

export async function doorsPage(visit: Visit): Promise<Page> {
  const body = html`<h1>The doors side by side</h1>
    <p class="lead">
      What ${visit.visitor.person.name} is sent, alone or in the channel, at each door. The same words for
      all: everyone answers where they already are.
    </p>
    ${live(await doorsRegion(visit))}`;
  return { status: 200, title: 'The doors side by side', back: DOORS_PATH, body };
}

/** Where there are panes there are doors to compare. */
export const hasDoors = (demo: { readonly panes?: Panes } | undefined): boolean => panesOf(demo).length > 0;
