import { readFileSync } from 'node:fs';
import { createSlackPane } from '../../adapters/slack/pane.ts';
import { createTeamsPane } from '../../adapters/teams/pane.ts';
import { paneMessage } from '../../adapters/web/pane-page.ts';
import { renderCard } from '../../adapters/web/render.ts';
import { escapeHtml } from '../../src/kernel/escape-html.ts';
import type { SealedCard } from '../../src/kernel/card.ts';
import type { Words } from '../../src/kernel/rich.ts';

/** A card with what it needs to be drawn. */
export interface Drawable {
  readonly name: string;
  readonly card: SealedCard;
  readonly words: Words;
  readonly shownAt: Date;
}

const PUBLIC_URL = 'http://convener.example';
const HIDDEN = { csrf: '', nonce: '', back: '/' };
const STYLE = readFileSync(new URL('../../adapters/web/assets/style.css', import.meta.url), 'utf8');
const LOOKS = `.sent { display: none; } .sheet { display: grid; grid-template-columns: repeat(3, 30rem); inline-size: max-content; gap: 1rem; align-items: start; margin: 1rem; }
.sheet ol { list-style: none; margin: 0; padding: 0; } .sheet li, .sheet .card { margin: 0; } .of { margin: 1rem 1rem 0; }`;
const panes = [createSlackPane({ publicUrl: PUBLIC_URL }), createTeamsPane({ publicUrl: PUBLIC_URL })];
/** What draws Teams' cards waits for htmx to say that the page is there. */
const LOADED = `document.dispatchEvent(new CustomEvent('htmx:load', { detail: { elt: document.body } }));`;

/** One card as a page: Slack, Teams and the web beside each other, under its lock screen's text. */
export async function cardSheet({ name, card, words, shownAt }: Drawable): Promise<string> {
  const standing = { key: name, ref: name, card, words, shownAt, editedAt: null };
  const drawn = await Promise.all(
    panes.map(async (pane) => `<ol>${await paneMessage(pane, standing, HIDDEN)}</ol>`),
  );
  const web = await renderCard(card, { words, publicUrl: PUBLIC_URL, hidden: HIDDEN }, { scope: 'web' });
  const css = [STYLE, ...panes.map((pane) => pane.css), LOOKS].join('\n');
  const script = panes.map((pane) => pane.script ?? '').join('\n');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${css}</style><p class="of"><strong>${escapeHtml(name)}</strong> · lock screen: ${escapeHtml(card.notice)}</p><div class="sheet">${drawn.join('')}<div>${web}</div></div><script>${script}\n${LOADED}</script></html>`;
}
