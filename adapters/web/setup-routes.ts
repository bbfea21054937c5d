import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { FormValues } from '../../src/kernel/card.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { bodyForm } from './body.ts';
import { kindPage, type Page } from './layout.ts';
import { FILE_BYTES, TOKEN_CHARS } from './limits.ts';
import { valuesOf } from './receive.ts';
import { kindOf, unclear } from './refusal.ts';
import { errorSummary, renderInside } from './render-form.ts';
import { renderRich, type Html } from './render.ts';
import { requireOwnSite, send, type Site, type WebContext, type WebEnv } from './site.ts';

const HOW = html`<p>
  Whoever looks after the server prints a link there, which works once and within a day:
  <code>npm run -s convener -- setup</code>
</p>`;

/** What stands here before anything is set up. */
export const BEGIN: Page = {
  status: 200,
  title: 'Convener',
  back: '/',
  body: html`<div class="kind">
    <h1>Nothing is set up here yet</h1>
    <p>
      Convener is the secretary of a task force whose members come from many agencies. It asks for topics,
      sends the agenda and reminds, so that nobody has to.
    </p>
    <p>To begin, open the link that was printed where Convener was started.</p>
    ${HOW}
  </div>`,
};

const OLD: Page = {
  status: 410,
  title: 'This link has had its day',
  back: '/',
  body: html`<div class="kind">
    <h1>This link has had its day</h1>
    <p>It was used already, or it is too old. Nothing was done.</p>
    <p>Did you set up a task force with it? Then your way in is a personal link, printed on the server:</p>
    <p><code>npm run -s convener -- invite YOUR-NAME</code></p>
    <p>To set up another one:</p>
    ${HOW}
    <p>Still signed in here? <a href="/">Open your page</a>.</p>
  </div>`,
};

/** The file as it was pasted, and what is wrong with it. */
interface Given {
  readonly text: string;
  readonly who: string;
  readonly field: 'text' | 'who';
  readonly lines: readonly string[];
}

const problem = (id: string, lines: readonly string[]): Html =>
  html`<div class="problem" id="${id}">
    <p><strong>To change:</strong> ${lines[0]}</p>
    ${
      lines.length > 1
        ? html`<ul>
            ${lines.slice(1).map((line) => html`<li>${line.trim()}</li>`)}
          </ul>`
        : ''
    }
  </div>`;

/** For a task force that is in a file already: the same as `convener import`, without a terminal. */
function fileForm(token: string, given?: Given): Html {
  const wrong = (field: Given['field']): readonly string[] | undefined =>
    given?.field === field ? given.lines : undefined;
  const beside = (field: Given['field']): Html | '' => {
    const lines = wrong(field);
    return lines ? problem(`${field}-problem`, lines) : '';
  };
  const look = (field: Given['field']): Html | '' =>
    wrong(field) ? html` aria-invalid="true" aria-describedby="${field}-problem" autofocus` : '';
  return html`<details class="file" ${given ? html` open` : ''}>
    <summary>Is your task force in a file already?</summary>
    <form class="sheet" method="post" action="/setup/${token}/file" novalidate data-once>
      <p>
        Paste the whole file, as <code>convener import</code> would read it. Every mistake is told with its
        place, and nothing is saved until all is right.
      </p>
      <div class="field${wrong('text') ? ' to-check' : ''}">
        <label for="file-text">The file (JSON)</label>
        ${beside('text')}
        <textarea id="file-text" name="text" rows="8" spellcheck="false" ${look('text')}>
${given?.text ?? ''}</textarea>
      </div>
      <div class="field${wrong('who') ? ' to-check' : ''}">
        <label for="file-who">Your name in it</label>
        <p class="hint">You are a facilitator or co-chair there, and go on as that person.</p>
        ${beside('who')}
        <input
          id="file-who"
          name="who"
          type="text"
          value="${given?.who ?? ''}"
          autocomplete="name"
          ${look('who')}
        />
      </div>
      <div class="actions"><button type="submit" class="button main">Import the file</button></div>
    </form>
  </details>`;
}

/** The form of a link, perhaps with what is to be changed; below it the way by a file. */
function setupPage(token: string, { reply, words }: Answer, site: Site, given?: Given): Page {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') {
    const text =
      reply.kind === 'refused' ? renderRich(reply.text, { words, publicUrl: site.config.publicUrl }) : '';
    const why = reply.kind === 'refused' ? reply.why : 'fault';
    return kindPage({ ...kindOf(why), text, back: '/' });
  }
  const { form } = reply;
  const drawing = { words, publicUrl: site.config.publicUrl };
  const invalid = reply.kind === 'invalid' ? reply : undefined;
  const values: FormValues = { ...form.values, ...invalid?.values };
  const state = { values, errors: invalid?.errors ?? {}, people: [], focus: true };
  const body = html`<h1>${form.title}</h1>
    ${errorSummary(form, state)}
    <form class="sheet" method="post" action="/setup/${token}" novalidate data-once>
      ${renderInside(form, drawing, state)}
      <div class="actions"><button type="submit" class="button main">${form.submit}</button></div>
    </form>
    ${fileForm(token, given)}`;
  const wrong = invalid !== undefined || given !== undefined;
  return {
    status: wrong ? 422 : 200,
    title: wrong ? `To change: ${form.title}` : form.title,
    back: '/',
    body,
  };
}

function importedPage(lines: readonly string[]): Page {
  const [first = '', ...told] = lines;
  const body = html`<div class="kind">
    <h1>Imported</h1>
    <p>${first} Nothing goes out until you start.</p>
    ${
      told.length > 0
        ? html`<h2>What changed on the way in</h2>
            <ul>
              ${told.map((line) => html`<li>${line.trim()}</li>`)}
            </ul>`
        : ''
    }
    <p><a class="button main" href="/">Open my page</a></p>
  </div>`;
  return { status: 200, title: 'Imported', back: '/', body };
}

const tokenOf = (c: WebContext): string | undefined => {
  const token = c.req.param('token') ?? '';
  return token.length <= TOKEN_CHARS && /^[\w.-]+$/.test(token) ? token : undefined;
};

/** The same form sent twice is one delivery. */
const deliveryOf = (token: string, values: FormValues): string =>
  `setup-${createHash('sha256')
    .update(JSON.stringify([token, Object.entries(values)]))
    .digest('base64url')}`;

/** Setting a task force up, by a link that was printed on the server. Looking at it uses nothing up. */
export function addSetupRoutes(app: Hono<WebEnv>, site: Site): void {
  const { founding } = site.host;

  app.get('/setup/:token', async (c) => {
    const token = tokenOf(c);
    const answer = token ? await founding.open(token) : 'old';
    return send(c, site, !token || answer === 'old' ? OLD : setupPage(token, answer, site));
  });

  app.post('/setup/:token', async (c) => {
    requireOwnSite(c, site);
    const token = tokenOf(c);
    const values = valuesOf(await bodyForm(c));
    if (!values) throw unclear();
    const done = token ? await founding.submit(token, values, deliveryOf(token, values)) : undefined;
    if (!token || !done || done.state === 'old') return send(c, site, OLD);
    if (done.state === 'again') return send(c, site, setupPage(token, done.answer, site));
    await site.sessions.begin(c, done);
    return c.redirect('/', 303);
  });

  app.get('/setup/:token/file', (c) => c.redirect(`/setup/${tokenOf(c) ?? ''}`, 303));

  app.post('/setup/:token/file', async (c) => {
    requireOwnSite(c, site);
    const token = tokenOf(c);
    const answer = token ? await founding.open(token) : 'old';
    if (!token || answer === 'old') return send(c, site, OLD);
    const form = await bodyForm(c, FILE_BYTES);
    const given = { text: form.get('text') ?? '', who: form.get('who') ?? '' };
    const done = await founding.bring(token, given);
    if (done.state === 'old') return send(c, site, OLD);
    if (done.state === 'bad') return send(c, site, setupPage(token, answer, site, { ...given, ...done }));
    await site.sessions.begin(c, done);
    return send(c, site, importedPage(done.lines));
  });
}
