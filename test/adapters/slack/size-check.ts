import { isThing, list, thing, words, type Thing } from '../../support/slack/json.ts';

export { checkHome, checkMessage, checkView } from '../../support/slack/limits-check.ts';

function* objects(value: unknown): Generator<Thing> {
  if (isThing(value)) {
    yield value;
    for (const each of Object.values(value)) yield* objects(each);
  } else for (const each of list(value)) yield* objects(each);
}

/** What could make a person's text into more than text: markup that is parsed, mentions, links, emoji, formats. */
export function markupIn(blocks: unknown, urls: readonly string[]): readonly string[] {
  const inline = ['text', 'link'];
  const found: string[] = [];
  for (const each of objects(blocks)) {
    const type = words(each['type']);
    if (type === 'mrkdwn' || type === 'markdown') found.push(type);
    if (type === 'plain_text' && each['emoji'] !== false) found.push('emoji names are read');
    if (each['url'] !== undefined && !urls.includes(words(each['url'])))
      found.push(`link ${words(each['url'])}`);
    const style = Object.keys(thing(each['style'])).filter((name) => name !== 'bold');
    found.push(...style);
    if (type === 'rich_text_section')
      found.push(
        ...list(each['elements'])
          .map((one) => words(thing(one)['type']))
          .filter((kind) => !inline.includes(kind)),
      );
    if (type.startsWith('rich_text_') && type !== 'rich_text_section') found.push(type);
  }
  return found;
}

/** Slack parses the top-level text: nothing in it may be left that it would read as markup. */
export const isEscaped = (text: string): boolean => !/[<>]|&(?!amp;|lt;|gt;)/.test(text);
