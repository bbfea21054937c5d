// The demo's look at Slack: the very blocks that would be sent, drawn as a page.
import type { Button, KnownBlock, PlainTextElement, RichTextBlock, RichTextElement } from '@slack/types';
import { escapeHtml } from '../../src/kernel/escape-html.ts';
import type { Pane, PaneButton } from '../../src/kernel/platform.ts';
import { timeText } from '../../src/kernel/time-text.ts';
import { AS_IT_IS, renderCard } from './render.ts';
import { hrefOf } from './rich.ts';

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
  if (element.style?.code) return `<code class="slack-code">${text}</code>`;
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

const LOOKS: Readonly<Record<string, string>> = { primary: ' slack-primary', danger: ' slack-danger' };

function drawButton(button: Button, control: (button: PaneButton) => string): string {
  const { text, url, value, style, action_id: action = '', accessibility_label: spoken } = button;
  const look = `slack-button${LOOKS[style ?? ''] ?? ''}`;
  if (url !== undefined) return linkTo(url, text.text, look);
  const kind = action.startsWith('form:') ? 'form' : 'press';
  return control({ label: text.text, spoken, token: value ?? '', kind, look });
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
.slack { color-scheme: light; padding: 0.75rem 1rem; background: #fff; color: #1d1c1d; border: 1px solid #ddd; border-radius: 8px; font: 400 15px/1.4667 Lato, 'Helvetica Neue', Arial, sans-serif; }
.slack :focus-visible { outline-color: #1264a3; }
.slack-message { display: flex; gap: 8px; }
.slack-face { flex: none; inline-size: 36px; block-size: 36px; border-radius: 8px; background: #1f4e5f; color: #fff; font-weight: 900; font-size: 20px; line-height: 36px; text-align: center; }
.slack-body { flex: 1; min-inline-size: 0; }
.slack-from { display: flex; flex-wrap: wrap; gap: 0 6px; align-items: baseline; line-height: 1.4667; }
.slack-from strong { font-weight: 900; }
.slack-app { padding-inline: 4px; border-radius: 2px; background: #e8e8e8; color: #454447; font-weight: 700; font-size: 10px; line-height: 15px; }
.slack-time { color: #616061; font-size: 12px; }
.slack .slack-header { margin: 8px 0 4px; font-size: 18px; font-weight: 900; line-height: 1.3333; overflow-wrap: anywhere; }
.slack-text { margin: 4px 0 8px; overflow-wrap: anywhere; }
.slack-context { margin: 4px 0 8px; color: #616061; font-size: 13px; line-height: 1.3846; overflow-wrap: anywhere; }
.slack .slack-link { color: #1264a3; text-decoration: none; }
.slack .slack-link:hover { text-decoration: underline; }
.slack-code { padding: 2px 3px; border: 1px solid #ddd; border-radius: 3px; background: #f8f8f8; color: #c01343; font-size: 12px; }
.slack-actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 4px 0 8px; }
.slack-button { display: inline-flex; align-items: center; max-inline-size: 100%; min-block-size: 36px; padding: 4px 12px; border: 1px solid #8d8c8d; border-radius: 8px; background: #fff; color: #1d1c1d; font: inherit; font-weight: 700; line-height: 1.2; text-align: start; text-decoration: none; overflow-wrap: anywhere; cursor: pointer; }
.slack-button:hover { background: #f8f8f8; color: #1d1c1d; text-decoration: none; }
.slack-primary, .slack-primary:hover { border-color: #007a5a; background: #007a5a; color: #fff; }
.slack-danger, .slack-danger:hover { border-color: #e01e5a; background: #fff; color: #c4154b; }
.slack-divider { margin: 12px 0; border: 0; border-block-start: 1px solid #ddd; }
`;

/** Draws messages as Slack would, and gives the JSON that would be sent. */
export function createSlackPane({ publicUrl }: { readonly publicUrl: string }): Pane {
  return {
    name: 'Slack',
    css,
    draw({ card, words, shownAt }, control) {
      const message = renderCard(card, { words, publicUrl });
      const drawn = message.blocks.map((block) => drawBlock(block, control)).join('');
      const at = escapeHtml(timeText({ at: shownAt, style: 'moment' }, words));
      const from = `<p class="slack-from"><strong>Convener</strong><span class="slack-app">APP</span><span class="slack-time">${at}</span></p>`;
      return {
        json: JSON.stringify({ ...message, ...AS_IT_IS }, null, 2),
        html: `<div class="slack"><div class="slack-message"><span class="slack-face" aria-hidden="true">C</span><div class="slack-body">${from}${drawn}</div></div></div>`,
      };
    },
  };
}
