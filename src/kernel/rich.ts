import type { MemberId } from './ids.ts';
import { timeText, type Zones, type TimeStyle } from './time-text.ts';

/** A piece of what a person reads. Only `plain` and `bold` ever carry a person's own text. */
export type Span =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'bold'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'mention'; readonly member: MemberId }
  /** A command to type, as the core knows it ("agenda add Budget"): each platform shows it as it is typed there. */
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'time'; readonly at: Date; readonly until?: Date; readonly style: TimeStyle };

/** User-visible text as spans: renderers escape each span, so no text of a person's becomes markup. */
export type Rich = readonly Span[];

/** What a pure renderer must be told to turn spans into words: names for mentions, and the reader's zone. */
export interface Words extends Zones {
  readonly names: ReadonlyMap<MemberId, string>;
}

export const plain = (text: string): Span => ({ kind: 'plain', text });
export const bold = (text: string): Span => ({ kind: 'bold', text });
export const link = (text: string, url: string): Span => ({ kind: 'link', text, url });
/** A command to type: never a person's own text. */
export const typed = (command: string): Span => ({ kind: 'typed', text: command });
export const mention = (member: MemberId): Span => ({ kind: 'mention', member });

/** Where a link leads, when it is one: only http and https are, without a name or password in them. */
export function webAddress(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const found = new URL(url);
  const { protocol, username, password } = found;
  return (protocol === 'http:' || protocol === 'https:') && !username && !password ? found : undefined;
}

/** An instant, shown in the reader's own zone; with `until`, a span of time on one day. */
export function time(at: Date, style: TimeStyle = 'moment', until?: Date): Span {
  return until ? { kind: 'time', at, until, style } : { kind: 'time', at, style };
}

/** Template tag: rich`Topics close ${time(at)}.` Strings and numbers become plain text, never markup. */
export function rich(strings: TemplateStringsArray, ...values: (string | number | Span | Rich)[]): Rich {
  const spans: Span[] = [];
  strings.forEach((text, index) => {
    if (text) spans.push(plain(text));
    const value = values[index];
    if (value === undefined || value === '') return;
    if (typeof value === 'string' || typeof value === 'number') spans.push(plain(String(value)));
    else if (Array.isArray(value)) spans.push(...(value as Rich));
    else spans.push(value as Span);
  });
  return spans;
}

/** Joins lines of text with single spaces, leaving out what is empty. */
export function sentences(...parts: (Rich | undefined | false)[]): Rich {
  return parts
    .filter((part): part is Rich => Array.isArray(part) && part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [plain(' '), ...part]));
}

/** The members whose names are needed to turn this into words: a card, a form, an answer. */
export function mentionedIn(content: unknown): readonly MemberId[] {
  if (typeof content !== 'object' || content === null) return [];
  if ('kind' in content && content.kind === 'mention' && 'member' in content)
    return [content.member as MemberId];
  return Object.values(content).flatMap(mentionedIn);
}

/** The words of a span alone, without any markup. */
export function spanText(span: Span, words: Words): string {
  switch (span.kind) {
    case 'plain':
    case 'bold':
    case 'link':
      return span.text;
    case 'typed':
      return `"${span.text}"`;
    case 'mention':
      return words.names.get(span.member) ?? 'someone';
    case 'time':
      return timeText(span, words);
    default:
      return span satisfies never;
  }
}

/** The same content as plain text: what a screen reader or a text-only door gets. */
export function plainText(text: Rich, words: Words): string {
  return text.map((span) => spanText(span, words)).join('');
}
