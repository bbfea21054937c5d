// A card as a person has it before them: what it says, and what can be pressed.
import { isThing, list, thing, words, type Thing } from '../slack/json.ts';
import { everything } from '../slack/limits-rules.ts';
import { CARD_TYPE } from './card-check.ts';
import type { Conversation, Posted, User } from './state.ts';

/** A card, what carries one (a message, an attachment, a dialog), or a message of words. */
export type Shown = Posted | Dialog | Thing;

/** A dialog that is open before a person. */
export interface Dialog {
  readonly title: string;
  readonly card: Thing;
  readonly place: Conversation;
  /** The message whose button opened it. */
  readonly from: Posted | undefined;
}

export interface Pressable {
  readonly label: string;
  readonly type: string;
  readonly verb: string | undefined;
  readonly data: Thing;
  readonly url: string | undefined;
  /** What a screen reader says besides the label. */
  readonly said: string | undefined;
  /** Whether what was typed goes along. */
  readonly takesInputs: boolean;
  readonly action: Thing;
}

const contentOf = (attachments: unknown): Thing =>
  thing(
    list(attachments)
      .map(thing)
      .find(({ contentType }) => contentType === CARD_TYPE)?.['content'],
  );
const isPosted = (shown: Shown): shown is Posted => 'activity' in shown;

/** The card in it; empty for a message of words. */
export function cardOf(shown: Shown): Thing {
  const it = thing(shown);
  if (isPosted(shown)) return contentOf(shown.activity['attachments']);
  if (it['type'] === 'AdaptiveCard') return it;
  if ('attachments' in it) return contentOf(it['attachments']);
  if (it['contentType'] === CARD_TYPE) return thing(it['content']);
  return 'card' in it ? cardOf(thing(it['card'])) : {};
}

/** What stands on lock screens and in the list of chats. */
export const noticeOf = ({ activity }: Posted): string =>
  words(activity['summary']) || words(activity['text']);

/** What this person sees of a message: what a press gave to them alone, or what everyone sees. */
export const seenBy = (posted: Posted, user: User): Thing => posted.instead.get(user.id) ?? cardOf(posted);

function pressable(action: Thing): Pressable {
  const text = (name: string): string | undefined => words(action[name]) || undefined;
  return {
    label: words(action['title']),
    type: words(action['type']),
    verb: text('verb'),
    data: thing(action['data']),
    url: text('url'),
    said: text('tooltip'),
    takesInputs: words(action['associatedInputs']).toLowerCase() !== 'none',
    action,
  };
}

/** Everything with buttons in it, in the order of reading; what stands in a fallback is not shown. */
function* rows(value: unknown): Generator<Thing> {
  if (Array.isArray(value)) for (const each of value as readonly unknown[]) yield* rows(each);
  if (!isThing(value)) return;
  for (const [name, each] of Object.entries(value)) if (name === 'body') yield* rows(each);
  for (const name of ['items', 'columns', 'rows', 'cells']) yield* rows(value[name]);
  if (list(value['actions']).length > 0) yield value;
}
const inRow = (row: Thing): readonly Pressable[] =>
  list(row['actions'])
    .filter(isThing)
    .map((action) => pressable(action));

export const buttonsOf = (shown: Shown): readonly Pressable[] => [...rows(cardOf(shown))].flatMap(inRow);

/** The button with this label; its tooltip, or the text near it, tells it from others with the same label. */
export function buttonOf(shown: Shown, label: string, near?: string): Pressable {
  const all = buttonsOf(shown).filter((each) => each.label === label);
  const found =
    near === undefined
      ? all[0]
      : all.find((each) => `${each.said} ${neighbours(cardOf(shown), each)}`.includes(near));
  if (found) return found;
  throw new Error(
    `no button "${label}"${near ? ` near "${near}"` : ''}, only ${buttonsOf(shown)
      .map((each) => `"${each.label}"`)
      .join(', ')} in:\n${plainTextOf(shown)}`,
  );
}

/** The text of the button's own row and of the element above it. */
function neighbours(card: Thing, { action }: Pressable): string {
  const body = list(card['body']);
  const at = body.findIndex((each) => [...everything(each)].some(([inside]) => inside === action));
  return at < 0 ? '' : linesOf(body.slice(Math.max(0, at - 1), at + 1)).join('\n');
}

/** Markdown as Teams draws it, without its signs: escaped ones are signs again, of a link the words stay. */
export const drawn = (text: string): string =>
  text
    .replaceAll(/(?<!\\)\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(?<!\\)(\*\*|__)/g, '')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');

const labelOf = (action: Thing): string => `[${words(action['title'])}]`;

const typedIn = ({ value }: Thing): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function inputLine(element: Thing): string {
  const { label, title, choices } = element;
  const offered = list(choices).map((each) => drawn(words(thing(each)['title'])));
  const menu = offered.length > 0 ? ` (${offered.join(' / ')})` : '';
  return `${drawn(words(label) || words(title))}:${menu} ${typedIn(element)}`.trim();
}

function linesOf(elements: unknown): readonly string[] {
  return list(elements).filter(isThing).flatMap(lineOf);
}

function lineOf(element: Thing): readonly string[] {
  const type = words(element['type']);
  if (element['isVisible'] === false) return [];
  if (type.startsWith('Input.')) return [inputLine(element)];
  switch (type) {
    case 'TextBlock':
      return [drawn(words(element['text']))];
    case 'RichTextBlock':
      return [
        list(element['inlines'])
          .map((each) => (typeof each === 'string' ? each : words(thing(each)['text'])))
          .join(''),
      ];
    case 'Image':
      return [words(element['altText'])];
    case 'FactSet':
      return list(element['facts'])
        .map(thing)
        .map(({ title, value }) => `${drawn(words(title))} ${drawn(words(value))}`);
    case 'ActionSet':
      return [list(element['actions']).filter(isThing).map(labelOf).join(' ')];
    default:
      return ['items', 'columns', 'rows', 'cells'].flatMap((name) => linesOf(element[name]));
  }
}

/** What a person reads, element by element; without a card, the words. */
export function plainTextOf(shown: Shown): string {
  const card = cardOf(shown);
  const text = isPosted(shown) ? shown.activity['text'] : 'text' in shown ? shown['text'] : '';
  const title = 'card' in shown && !('type' in shown) ? words(shown['title']) : '';
  const actions = list(card['actions']).filter(isThing).map(labelOf);
  const lines = [words(text), title, ...linesOf(card['body'])];
  return [...lines, actions.join(' ')].filter((line) => line !== '').join('\n');
}

const LINK = /(?<!\\)\[[^\]]*\]\([^)]*\)|<at[\s>][^<]*(?:<\/at>)?|https?:\/\/\S+/g;

/**
 * All that is more than words: links, mentions and pictures, wherever Teams reads markdown. A text that a person
 * typed must never add one.
 */
export function livePartsOf(shown: Shown): readonly string[] {
  const card = cardOf(shown);
  const activity = isPosted(shown) ? shown.activity : 'attachments' in shown ? shown : {};
  const live = [...(words(activity['text']).match(LINK) ?? [])];
  const entities = [...list(activity['entities']), ...list(thing(card['msteams'])['entities'])];
  for (const entity of entities.map(thing)) live.push(`${words(entity['type'])} ${words(entity['text'])}`);
  for (const [each] of everything(card)) {
    const read = [
      each['type'] === 'TextBlock' ? each['text'] : '',
      each['label'],
      ...(each['style'] === 'expanded' ? list(each['choices']).map((one) => thing(one)['title']) : []),
      ...list(each['facts']).flatMap((one) => [thing(one)['title'], thing(one)['value']]),
    ];
    for (const text of read) live.push(...(words(text).match(LINK) ?? []));
    if (typeof each['url'] === 'string') live.push(each['url']);
  }
  return live;
}
