// The demo's look at Slack: the very blocks that would be sent, drawn as a page.
import type { Button, KnownBlock, PlainTextElement, RichTextBlock, RichTextElement } from '@slack/types';
import type { SealedCard, Token, Tone } from '../../src/kernel/card.ts';
import type { Words } from '../../src/kernel/rich.ts';
import { renderCard } from './render.ts';
import { hrefOf } from './rich.ts';

/** A button as the demo's page draws it, in a form of its own. */
export interface PaneButton {
  readonly label: string;
  readonly token: Token;
  readonly kind: 'press' | 'form';
  readonly tone: Tone | undefined;
}

export interface Pane {
  readonly name: string;
  readonly css: string;
  draw(
    card: SealedCard,
    words: Words,
    control: (button: PaneButton) => string,
  ): { readonly json: string; readonly html: string };
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);

const linkTo = (url: string, text: string, className: string): string => {
  const href = hrefOf(url);
  return href
    ? `<a class="${className}" href="${escapeHtml(href)}" rel="noopener noreferrer">${escapeHtml(text)}</a>`
    : escapeHtml(text);
};

function inline(element: RichTextElement): string {
  if (element.type === 'link') return linkTo(element.url, element.text ?? element.url, 'slack-link');
  if (element.type !== 'text') return '';
  const text = escapeHtml(element.text).replaceAll('\n', '<br>');
  return element.style?.bold ? `<strong>${text}</strong>` : text;
}

const richText = ({ elements }: RichTextBlock): string =>
  elements
    .map((part) => ('elements' in part ? part.elements : []))
    .map(
      (parts) =>
        `<p class="slack-text">${parts.map((each) => ('type' in each ? inline(each as RichTextElement) : '')).join('')}</p>`,
    )
    .join('');

const TONES: Readonly<Record<string, Tone>> = { primary: 'main', danger: 'grave' };

function drawButton(button: Button, control: (button: PaneButton) => string): string {
  const { text, url, value, style, action_id: action = '' } = button;
  if (url !== undefined) return linkTo(url, text.text, 'slack-button');
  const kind = action.startsWith('form:') ? 'form' : 'press';
  return control({ label: text.text, token: value ?? '', kind, tone: TONES[style ?? ''] });
}

function drawBlock(block: KnownBlock, control: (button: PaneButton) => string): string {
  switch (block.type) {
    case 'header':
      return `<h3 class="slack-header">${escapeHtml(block.text.text)}</h3>`;
    case 'rich_text':
      return richText(block);
    case 'context': {
      const said = block.elements.map((each) => ('text' in each ? (each as PlainTextElement).text : ''));
      return `<p class="slack-context">${escapeHtml(said.join(' '))}</p>`;
    }
    case 'actions': {
      const drawn = block.elements.map((each) => (each.type === 'button' ? drawButton(each, control) : ''));
      return `<div class="slack-actions">${drawn.join('')}</div>`;
    }
    case 'divider':
      return '<hr class="slack-divider">';
    default:
      // render.ts makes no others.
      return '';
  }
}

const css = `
.slack-message { max-width: 40rem; padding: 0.75rem 1rem; border: 1px solid #ddd; border-radius: 0.5rem; background: #fff; color: #1d1c1d; font: 15px/1.46 Lato, system-ui, sans-serif; }
.slack-from { margin: 0 0 0.25rem; font-weight: 900; }
.slack-header { margin: 0.25rem 0; font-size: 1.1rem; font-weight: 900; }
.slack-text { margin: 0.35rem 0; overflow-wrap: anywhere; }
.slack-context { margin: 0.35rem 0; color: #616061; font-size: 0.85rem; overflow-wrap: anywhere; }
.slack-link { color: #0b5cad; }
.slack-actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0; }
.slack-button { padding: 0.25rem 0.75rem; border: 1px solid #868686; border-radius: 0.25rem; color: #1d1c1d; font-weight: 700; text-decoration: none; }
.slack-divider { margin: 0.75rem 0; border: 0; border-top: 1px solid #ddd; }
`;

/** Draws messages as Slack would, and gives the JSON that would be sent. */
export function createSlackPane({ publicUrl }: { readonly publicUrl: string }): Pane {
  return {
    name: 'Slack',
    css,
    draw(card, words, control) {
      const message = renderCard(card, { words, publicUrl });
      const blocks = message.blocks.map((block) => drawBlock(block, control));
      return {
        json: JSON.stringify(message, null, 2),
        html: `<div class="slack-message"><p class="slack-from">Convener</p>${blocks.join('')}</div>`,
      };
    },
  };
}
