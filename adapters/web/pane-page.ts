import { html, raw } from 'hono/html';
import { directPlace, type Pane, type PaneButton, type Standing } from '../../src/kernel/platform.ts';
import type { Page } from './layout.ts';
import type { PanePath, ShownPane } from './panes.ts';
import { CHANNEL, fingerprint, live, readsChannel, standingAt, type Region } from './pages.ts';
import { formPath, hiddenInputs, inPlace, scopeOf, type Hidden, type Html } from './render.ts';
import { hiddenFor, type Visit } from './visit.ts';

/** Our own button in another platform's clothes. */
function control({ label, spoken, token, kind, look }: PaneButton, hidden: Hidden, at: string): Html {
  const named = html`class="${look}"${spoken ? html` aria-label="${spoken}"` : ''}`;
  return kind === 'form'
    ? html`<a href="${formPath(token, hidden)}" ${named}>${label}</a>`
    : html`<button type="submit" name="token" value="${token}" formaction="/press?at=${at}" ${named}>
        ${label}
      </button>`;
}

/** What we draw waits for nothing. */
function written(drawn: Html): string {
  if (drawn instanceof Promise) throw new Error('a button that waits for something');
  return drawn.toString();
}

/** Text in between is the pane's, which escapes it; what we put in is escaped by us. */
export function paneMessage(pane: Pane, standing: Standing, hidden: Hidden): Html {
  const at = scopeOf(`pane ${pane.name} ${standing.key} ${standing.ref}`);
  const drawn = pane.draw(standing, (button) => written(control(button, hidden, at)));
  return html`<li id="${at}" tabindex="-1">
    <form ${inPlace('/press')}>${hiddenInputs(hidden)}${raw(drawn.html)}</form>
    <details class="sent">
      <summary>The JSON that would be sent</summary>
      <pre tabindex="0" role="region" aria-label="The JSON that would be sent">${drawn.json}</pre>
    </details>
  </li>`;
}

const CHANNEL_HINT =
  'So it stands where everyone in the channel may read it. Where not, there are no titles, and everyone opens their own copy.';

interface Shelf {
  readonly heading: string;
  readonly hint?: string;
  readonly standing: readonly Standing[];
}

function shelf(pane: Pane, { heading, hint, standing }: Shelf, hidden: Hidden): Html {
  const list = html`<ol role="list" class="messages">
    ${standing.map((each) => paneMessage(pane, each, hidden))}
  </ol>`;
  return html`<section>
    <h2>${heading}</h2>
    ${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}
    ${standing.length > 0 ? list : html`<p class="empty">Nothing here yet.</p>`}
  </section>`;
}

export const livePath = (path: PanePath): string => `/live${path}`;

/** A person's messages and the channel's, as they would look on another platform. */
export async function paneRegion(visit: Visit, { path, pane }: ShownPane): Promise<Region> {
  const { account, person } = visit.visitor;
  const shelves: Shelf[] = [
    { heading: `To ${person.name} alone`, standing: await standingAt(visit, directPlace(account)) },
  ];
  if (readsChannel(person))
    shelves.push({
      heading: 'In the channel',
      hint: CHANNEL_HINT,
      standing: await standingAt(visit, CHANNEL),
    });
  const hidden = hiddenFor(visit, path);
  const inner = html`${shelves.map((each) => shelf(pane, each, hidden))}`;
  return { path: livePath(path), seen: fingerprint(shelves), inner };
}

export async function panePage(visit: Visit, shown: ShownPane): Promise<Page> {
  const { path, pane } = shown;
  const title = `As ${pane.name} shows it`;
  const body = html`<h1>${title}</h1>
    <p class="lead">
      The same messages, drawn from what ${pane.name} would be sent. Nothing goes there from the demo. The
      buttons work; a form opens as a page here, and as a window in ${pane.name}.
    </p>
    ${live(await paneRegion(visit, shown))}`;
  return { status: 200, title, back: path, body };
}
