import type { Button as SlackButton, RichTextElement, RichTextSection } from '@slack/types';
import type { SealedButton } from '../../src/kernel/card.ts';
import { spanText, type Rich, type Span, type Words } from '../../src/kernel/rich.ts';
import { LIMITS } from './limits.ts';

/** Prefixes of action ids: what a press means. A number follows, as ids are unique in a block. */
export const ACTIONS = { press: 'press:', open: 'open:', link: 'link:' } as const;

/** No more than `most` UTF-16 units, ending in "…" when something was cut; never half a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  const last = kept.charCodeAt(kept.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? kept.slice(0, -1) : kept}…`;
}

/** Slack reads top-level text as mrkdwn: these three are its whole markup (docs: formatting message text). */
export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export const plainTextOf = (text: string, most: number) =>
  ({ type: 'plain_text', text: cut(text, most), emoji: false }) as const;

/** A span as rich text: `text` elements are shown as they are, so nothing in them becomes markup. */
function element(span: Span, words: Words): RichTextElement {
  const text = cut(spanText(span, words), LIMITS.richText);
  switch (span.kind) {
    case 'link':
      return { type: 'link', url: span.url, text };
    case 'bold':
      return { type: 'text', text, style: { bold: true } };
    case 'plain':
    case 'mention':
    case 'time':
      return { type: 'text', text };
    default:
      return span satisfies never;
  }
}

const isWeb = (span: Span): boolean =>
  span.kind !== 'link' || (/^https?:\/\//.test(span.url) && span.url.length <= LIMITS.buttonUrl);

/** The elements of a line; a link that is no web address is its text alone. */
export const elementsOf = (rich: Rich, words: Words): RichTextElement[] =>
  rich
    .map((span) => (isWeb(span) ? span : ({ kind: 'plain', text: spanText(span, words) } as const)))
    .filter((span) => spanText(span, words) !== '')
    .map((span) => element(span, words));

/** A line of rich text; undefined when there is nothing in it, which Slack refuses. */
export function section(elements: readonly RichTextElement[]): RichTextSection | undefined {
  return elements.length > 0 ? { type: 'rich_text_section', elements: [...elements] } : undefined;
}

const STYLE = { main: 'primary', grave: 'danger' } as const;

/** A button, or undefined for one whose content does not fit: half a token presses nothing. */
export function button(each: SealedButton, index: number): SlackButton | undefined {
  const text = plainTextOf(each.label || ' ', LIMITS.buttonText);
  const style = each.tone === 'main' || each.tone === 'grave' ? { style: STYLE[each.tone] } : {};
  switch (each.kind) {
    case 'press':
    case 'form': {
      if (each.value.length > LIMITS.buttonValue) return undefined;
      const action = each.kind === 'press' ? ACTIONS.press : ACTIONS.open;
      return { type: 'button', text, action_id: `${action}${index}`, value: each.value, ...style };
    }
    case 'link':
      if (!/^https?:\/\//.test(each.url) || each.url.length > LIMITS.buttonUrl) return undefined;
      return { type: 'button', text, action_id: `${ACTIONS.link}${index}`, url: each.url, ...style };
    default:
      return each satisfies never;
  }
}
