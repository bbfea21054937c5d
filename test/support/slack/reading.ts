// A message or form as a person has it before them: what it says, and what can be pressed.
import { everything } from './limits-rules.ts';
import { isThing, list, thing, words, type Thing } from './json.ts';

/** Anything with blocks: a message of the fake's, a view's content, an answer. */
export type Shown = { readonly blocks?: unknown; readonly text?: unknown } | { readonly content: Thing };

export interface Pressable {
  readonly type: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly url: string | undefined;
  /** What a screen reader says instead of the label. */
  readonly said: string | undefined;
}

export const blocksOf = (shown: Shown): readonly Thing[] =>
  list('content' in shown ? shown.content['blocks'] : shown.blocks).filter(isThing);

const textIn = (value: unknown): string => words(thing(value)['text']);
const optional = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export function buttonsOf(shown: Shown): readonly Pressable[] {
  return blocksOf(shown).flatMap((block) =>
    [...list(block['elements']), block['accessory']]
      .filter(isThing)
      .filter(({ type }) => type === 'button')
      .map((each) => ({
        type: 'button',
        actionId: words(each['action_id']),
        blockId: words(block['block_id']),
        label: textIn(each['text']),
        value: optional(each['value']),
        url: optional(each['url']),
        said: optional(each['accessibility_label']),
      })),
  );
}

/** The button with this label; the text near it tells it from others with the same label. */
export function buttonOf(shown: Shown, label: string, near?: string): Pressable {
  const all = buttonsOf(shown).filter((each) => each.label === label);
  const [found] =
    near === undefined ? all : all.filter((each) => `${each.said} ${neighbours(shown, each)}`.includes(near));
  if (found) return found;
  throw new Error(
    `no button "${label}"${near ? ` near "${near}"` : ''}, only ${buttonsOf(shown)
      .map((each) => `"${each.label}"`)
      .join(', ')} in:\n${plainTextOf(shown)}`,
  );
}

/** The text of the button's own block and of the one above it. */
function neighbours(shown: Shown, { actionId }: Pressable): string {
  const blocks = blocksOf(shown);
  const at = blocks.findIndex((block) =>
    [...everything(block)].some(([each]) => each['action_id'] === actionId),
  );
  return plainTextOf({ blocks: blocks.slice(Math.max(0, at - 1), at + 1) });
}

function richOf(element: Thing): string {
  switch (element['type']) {
    case 'rich_text_section':
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return list(element['elements'])
        .map((each) => richOf(thing(each)))
        .join('');
    case 'rich_text_list':
      return list(element['elements'])
        .map((each) => `• ${richOf(thing(each))}`)
        .join('\n');
    case 'user':
      return `@${words(element['user_id'])}`;
    case 'channel':
      return `#${words(element['channel_id'])}`;
    case 'broadcast':
      return `@${words(element['range'])}`;
    case 'emoji':
      return `:${words(element['name'])}:`;
    case 'date':
      return words(element['fallback']);
    default:
      return words(element['text']) || words(element['url']);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** A text object as Slack draws it: of `<…>` only what is shown. */
function drawn(value: unknown): string {
  const { type, text } = thing(value);
  if (type !== 'mrkdwn') return words(text);
  return words(text)
    .replaceAll(/<([^<>]*)>/g, (_, inside: string) => inside.split('|').at(-1) ?? inside)
    .replaceAll(/&(lt|gt|amp);/g, (each) => ENTITIES[each] ?? each);
}

function lineOf(block: Thing): string {
  switch (block['type']) {
    case 'rich_text':
      return list(block['elements'])
        .map((each) => richOf(thing(each)))
        .join('\n');
    case 'divider':
      return '---';
    case 'image':
      return words(block['alt_text']);
    default: {
      const parts = [
        block['text'],
        block['label'],
        ...list(block['fields']),
        block['hint'],
        block['accessory'],
        ...list(block['elements']),
      ];
      return parts
        .filter(isThing)
        .map((each) => (each['type'] === 'button' ? `[${textIn(each['text'])}]` : drawn(each)))
        .filter(Boolean)
        .join(' ');
    }
  }
}

/** What a person reads, block by block; without blocks, the text. */
export function plainTextOf(shown: Shown): string {
  const blocks = blocksOf(shown);
  if (blocks.length > 0) return blocks.map(lineOf).join('\n');
  return 'content' in shown ? '' : drawn({ type: 'mrkdwn', text: shown.text });
}

/**
 * All that is more than words: mentions, links and broadcasts, in blocks and in the text above them. A text
 * that a person typed must never add one.
 */
export function livePartsOf(shown: Shown): readonly string[] {
  const inText = (value: unknown): string[] => words(value).match(/<[^<>]*>/g) ?? [];
  const live: string[] = 'content' in shown ? [] : [...inText(shown.text)];
  for (const [each] of everything(blocksOf(shown))) {
    if (each['type'] === 'mrkdwn') live.push(...inText(each['text']));
    if (
      ['user', 'usergroup', 'channel', 'broadcast', 'link', 'emoji', 'team', 'color'].includes(
        words(each['type']),
      )
    )
      live.push(`${words(each['type'])} ${richOf(each)}`);
  }
  return live;
}
