import { html, raw } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { grantOf } from '../../src/kernel/access.ts';
import type { Assets } from './assets.ts';
import { pausedBar } from './paused-bar.ts';
import { hiddenInputs, inPlace, type Hidden, type Html } from './render.ts';
import type { Visitor } from './session.ts';

/** One page, before it is put into the frame that all pages share. */
export interface Page {
  readonly status: ContentfulStatusCode;
  /** For the window's title: generic words, since others see it (product rule 4). */
  readonly title: string;
  readonly body: Html;
  /** The page this is, for the navigation and for coming back. */
  readonly back: string;
  /** The answer to what was just done. */
  readonly note?: Html;
  /** The id of what was pressed, to go back to. */
  readonly at?: string;
  /** Where the answer was put into an open page: its address takes the place of what was there, or comes after it. */
  readonly address?: 'instead' | 'next';
  /** What stands in the command box. */
  readonly typed?: string;
  /** Nothing around the content. */
  readonly print?: boolean;
}

export interface Frame {
  readonly assets: Assets;
  /** Signed in, with what the page's own forms carry. */
  readonly signedIn: { readonly visitor: Visitor; readonly hidden: Hidden } | undefined;
  readonly demoBar: Html | '';
}

// No eval, no inline styles, no copies of pages in the browser's storage; every answer is a whole page, shown as it is.
const HTMX = JSON.stringify({
  allowEval: false,
  disableInheritance: true,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: 'auto',
  attributesToSettle: [],
  responseHandling: [
    { code: '204', swap: false },
    { code: '...', swap: true },
  ],
});

const LINKS = [
  { path: '/', label: 'My messages' },
  { path: '/channel', label: 'Channel' },
  { path: '/agenda', label: 'Agenda' },
  { path: '/preview', label: 'Coming up' },
  { path: '/roster', label: 'People' },
  { path: '/help', label: 'Help' },
] as const;

function navigation(visitor: Visitor, back: string): Html {
  const here = back.split('?', 1)[0];
  const links = LINKS.filter(
    ({ path }) =>
      (path !== '/channel' || visitor.person.segments.includes('members')) &&
      (path !== '/preview' || grantOf('see preview', visitor.person.roles) !== undefined),
  );
  return html`<nav aria-label="Pages">
    <ul role="list">
      ${links.map(
        ({ path, label }) =>
          html`<li><a href="${path}" ${path === here ? html` aria-current="page"` : ''}>${label}</a></li>`,
      )}
    </ul>
  </nav>`;
}

function masthead({ visitor, hidden }: { visitor: Visitor; hidden: Hidden }): Html {
  const { person, taskForce } = visitor;
  return html`<header class="masthead">
    <div class="names">
      <p class="task-force">${taskForce.name}</p>
      <form class="who" method="post" action="/sign-out">
        ${hiddenInputs(hidden)}
        <p>${person.name}, ${person.agencyName}</p>
        <button class="button quiet">Sign out</button>
      </form>
    </div>
    ${navigation(visitor, hidden.back)}
  </header>`;
}

// Half-typed words go by POST: addresses end up in the logs of proxies.
function commandBox(hidden: Hidden, typed: string): Html {
  return html`<form class="command" ${inPlace('/command')}>
    ${hiddenInputs(hidden)}
    <label for="q">Tell Convener what you need</label>
    <div class="command-line">
      <input
        id="q"
        name="q"
        value="${typed}"
        list="completions"
        autocomplete="off"
        autocapitalize="none"
        placeholder="agenda add Budget"
        aria-describedby="q-hint"
        hx-post="/complete"
        hx-trigger="input changed delay:150ms"
        hx-target="#completions"
        hx-swap="innerHTML"
        hx-sync="this:replace"
      />
      <button class="button usual">Send</button>
    </div>
    <p class="hint" id="q-hint">Try "help". No details of a case, please.</p>
    <datalist id="completions"></datalist>
  </form>`;
}

function head(title: string, { assets, signedIn }: Frame): Html {
  // On every page, since parts of the panes' come into others.
  const { 'pane.css': css, 'pane.js': script } = assets;
  const full = signedIn ? `${title} · ${signedIn.visitor.taskForce.neutralName}` : title;
  return html`<head>
    <meta charset="utf-8" />
    <title>${full}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex, nofollow" />
    <meta name="color-scheme" content="light dark" />
    <meta name="format-detection" content="telephone=no" />
    <meta name="htmx-config" content="${HTMX}" />
    <link rel="icon" href="${assets['icon.svg'].url}" type="image/svg+xml" />
    <link rel="stylesheet" href="${assets['style.css'].url}" />
    ${css ? html`<link rel="stylesheet" href="${css.url}" />` : ''}
    <script src="${assets['htmx.js'].url}" defer></script>
    <script src="${assets['page.js'].url}" defer></script>
    ${script ? html`<script src="${script.url}" defer></script>` : ''}
  </head>`;
}

// The answer gets the focus when the page is loaded by it; page.js does the same where only parts are replaced.
function statusRegion({ note, back, at }: Page): Html {
  const look = html`id="status" class="status" role="status" tabindex="-1"${note ? html` autofocus` : ''}`;
  const here = at ? `${back}#${at}` : back;
  const said =
    note &&
    html`<div class="said">${note}</div>
      <a class="close" href="${here}">Close</a>`;
  // Without a note it is really empty, not even a space: then it takes no room.
  return html`<div ${look}>${said ?? ''}</div>`;
}

/** The whole document. Forms that htmx sends get it too, and take #page and #status out of it. */
export function documentOf(page: Page, frame: Frame): Html {
  const { signedIn, demoBar } = frame;
  const content = html`<main id="main" tabindex="-1">${page.body}</main>`;
  const plain = page.print || !signedIn;
  const inside = plain
    ? html`<div id="page" class="plain">${content}</div>`
    : html`${masthead(signedIn)}${statusRegion(page)}
        <div id="page">
          ${pausedBar(signedIn.visitor, signedIn.hidden)}${commandBox(signedIn.hidden, page.typed ?? '')}${content}
        </div>`;
  return html`${raw('<!doctype html>')}
    <html lang="en">
      ${head(page.title, frame)}
      <body class="${page.print ? 'print' : 'screen'}">
        <a class="skip" href="#main">Skip to the content</a>
        ${page.print ? '' : demoBar}${inside}
      </body>
    </html>`;
}

/** A page that says why something did not happen, and what to do next. */
export function kindPage({
  status,
  title,
  text,
  back,
  link = back === '/' ? 'My messages' : 'Back to where you were',
}: Pick<Page, 'status' | 'title' | 'back'> & { text: Html | string; link?: string }): Page {
  return {
    status,
    title,
    back,
    body: html`<div class="kind">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="${back}">${link}</a></p>
    </div>`,
  };
}
