import type { Html } from '../../../adapters/web/render.ts';

/** A small strict reader of the HTML that our renderers write: what it does not know, it refuses. */
export interface Tag {
  readonly kind: 'open' | 'close';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}
export interface Text {
  readonly kind: 'text';
  readonly text: string;
}
export type Token = Tag | Text;

const VOID = new Set(['input', 'meta', 'link', 'hr', 'br']);
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

export function decode(text: string): string {
  return text.replaceAll(/&[^;\s]*;?/g, (entity) => {
    const known = ENTITIES[entity];
    if (known === undefined) throw new Error(`a bare or unknown entity: ${entity}`);
    return known;
  });
}

const TAG = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/;
const ATTRIBUTE = /([a-z-]+)(?:="([^"<>]*)")?/g;

function readTag(html: string): { tag: Tag; length: number } {
  const match = TAG.exec(html);
  if (!match) throw new Error(`not a tag we write: ${html.slice(0, 80)}`);
  const attributes = new Map<string, string>();
  for (const [, name, value] of (match[3] ?? '').matchAll(ATTRIBUTE)) {
    if (attributes.has(name!)) throw new Error(`twice the attribute ${name}`);
    attributes.set(name!, decode(value ?? ''));
  }
  return {
    tag: { kind: match[1] ? 'close' : 'open', name: match[2]!, attributes },
    length: match[0].length,
  };
}

/** All tags and texts in order; throws on anything unbalanced, unquoted or unescaped. */
export function parse(html: string): readonly Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  let rest = html.replace(/^\s*<!doctype html>/, '');
  while (rest !== '') {
    const next = rest.indexOf('<');
    const text = next < 0 ? rest : rest.slice(0, next);
    if (text.includes('>')) throw new Error(`an unescaped > in: ${text}`);
    if (text !== '') tokens.push({ kind: 'text', text: decode(text) });
    if (next < 0) break;
    const { tag, length } = readTag(rest.slice(next));
    if (tag.kind === 'open' && !VOID.has(tag.name)) open.push(tag.name);
    if (tag.kind === 'close' && open.pop() !== tag.name) throw new Error(`</${tag.name}> closes nothing`);
    tokens.push(tag);
    rest = rest.slice(next + length);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(', ')}`);
  return tokens;
}

/** Tags and the names of their attributes: what no text of anybody's may change. */
export const skeleton = (html: string): readonly string[] =>
  parse(html).flatMap((token) =>
    token.kind === 'text'
      ? []
      : [`${token.kind === 'close' ? '/' : ''}${token.name} ${[...token.attributes.keys()].join(' ')}`],
  );

/** The words alone, with single spaces. */
export const textOf = (html: string): string =>
  parse(html)
    .flatMap((token) => (token.kind === 'text' ? [token.text] : [' ']))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Our formatter may break lines between tags; browsers do not care, and so neither do expectations. */
export const tight = (html: string): string =>
  html
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/> </g, '><')
    .replaceAll(/\s*(\/?>)/g, '$1')
    .replaceAll(/>\s+(?=<)/g, '>')
    .trim();

export const tags = (html: string, name: string): readonly Tag[] =>
  parse(html).filter((token): token is Tag => token.kind === 'open' && token.name === name);

export interface Button {
  readonly label: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface PageForm {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly buttons: readonly Button[];
}

/** The forms of a page, with what a browser would send along, and their buttons. */
export function formsOf(html: string): readonly PageForm[] {
  const forms: { action: string; hidden: Record<string, string>; buttons: Button[] }[] = [];
  let inside = false;
  let button: { attributes: ReadonlyMap<string, string>; label: string } | undefined;
  for (const token of parse(html)) {
    if (token.kind === 'text') {
      if (button) button.label += token.text;
      continue;
    }
    const { kind, name, attributes } = token;
    if (name === 'form') {
      inside = kind === 'open';
      if (inside) forms.push({ action: attributes.get('action') ?? '', hidden: {}, buttons: [] });
    }
    const form = inside ? forms.at(-1) : undefined;
    if (form && kind === 'open' && name === 'input' && attributes.get('type') === 'hidden') {
      form.hidden[attributes.get('name') ?? ''] = attributes.get('value') ?? '';
    }
    if (name === 'button' && kind === 'open') button = { attributes, label: '' };
    if (name === 'button' && kind === 'close' && button) {
      form?.buttons.push({ attributes: button.attributes, label: button.label.trim() });
      button = undefined;
    }
  }
  return forms;
}

/** What a renderer wrote; all of ours answer at once. */
export function written(html: Html): string {
  if (html instanceof Promise) throw new Error('a renderer waits for something');
  return html.toString();
}
