import { createRequire } from 'node:module';

/** The official library, as far as we use it. Its own entry cannot be imported by Node. */
interface Official {
  SerializationContext: new () => {
    readonly eventCount: number;
    getEventAt(index: number): { message: string };
  };
  AdaptiveCard: new () => {
    parse(card: object, context: object): void;
    validateProperties(): { validationEvents: readonly { message: string }[] };
  };
}
export const official = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.min.js') as Official;

type Thing = Readonly<Record<string, unknown>>;
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null;

export function* thingsIn(value: unknown): Generator<Thing> {
  if (!isThing(value)) return;
  if (!Array.isArray(value)) yield value;
  for (const each of Object.values(value)) yield* thingsIn(each);
}

const LIMIT = 24 * 1024;
/** A menu of people begins empty; the library wants one choice at least. */
const isPeople = (card: object): boolean => [...thingsIn(card)].some((each) => 'choices.data' in each);

/** What the official library, or Teams, would have against a card. */
export function checkCard(card: object): readonly string[] {
  const context = new official.SerializationContext();
  const parsed = new official.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const found = [
    ...events,
    ...parsed.validateProperties().validationEvents.map(({ message }) => message),
  ].filter((message) => !(isPeople(card) && message.includes('at least one choice')));
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > LIMIT) found.push(`${bytes} bytes`);
  const ids = [...thingsIn(card)].flatMap(({ type, id }) =>
    typeof type === 'string' && type.startsWith('Input.') ? [id] : [],
  );
  if (new Set(ids).size !== ids.length) found.push('an id twice');
  for (const { type, actions } of thingsIn(card))
    if (type === 'ActionSet' && Array.isArray(actions) && actions.length > 5) found.push('too many actions');
  return found;
}

const KNOWN = new Set([
  'AdaptiveCard',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'ActionSet',
  'Action.Execute',
  'Action.Submit',
  'Action.OpenUrl',
  'Input.Text',
  'Input.Number',
  'Input.Date',
  'Input.Time',
  'Input.ChoiceSet',
  'Data.Query',
  'task/fetch',
]);

const MARKUP = /[*_`[\]<>#|~&@\\]|:\/\/|www\.|\w\.\w|^\s*(?:\d+[.)]|[-+])\s/;
const unescaped = (text: string): string => text.replace(/\\[!-/:-@[-`{-~]/g, '');

/** What could make a person's text into more than text where Teams reads markdown, and links that are not ours. */
export function markupIn(card: unknown, urls: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const { type, text, url, choices, style, ...rest } of thingsIn(card)) {
    if (typeof type === 'string' && !KNOWN.has(type)) found.push(type);
    if (type === 'TextBlock' && MARKUP.test(String(text))) found.push(String(text));
    if (typeof url === 'string' && !urls.includes(url)) found.push(url);
    if (Array.isArray(choices) && style === 'expanded')
      found.push(
        ...choices
          .map(({ title }: { title: string }) => unescaped(title))
          .filter((title) => MARKUP.test(title)),
      );
    if ([text, rest['title'], rest['label']].some((said) => String(said).includes('{{')))
      found.push('a function');
  }
  return found;
}
