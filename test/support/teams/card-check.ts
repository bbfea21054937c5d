// Would Teams draw it? The structure of a card, a message and a dialog's answer, as problems in words. The official
// library overlooks much of this: misspelt properties, a text without words, a button without a name, version 1.6.
import { isThing, list, thing, words, type Thing } from '../slack/json.ts';
import { everything, type Problem, type Say } from '../slack/limits-rules.ts';
import { wholeCard } from './card-elements.ts';

export type { Problem } from '../slack/limits-rules.ts';

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
/** The newest that Teams draws. */
const VERSION = [1, 5] as const;
/** The size that all of Teams' doors take; a bot's own messages may be larger. */
export const CARD_BYTES = 28 * 1024;
/** Of a message with all in it, in UTF-16: https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages */
export const MESSAGE_BYTES = 100 * 1024;
const SUMMARY = 1000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? null));

function collect(code: string, look: (say: Say) => void): readonly Problem[] {
  const problems: Problem[] = [];
  look((message, pointer, own = code) => problems.push({ code: own, message: `${message} [${pointer}]` }));
  return problems;
}

function checkVersion(version: unknown, say: Say): void {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(words(version)) ?? [];
  if (major === undefined) return say('must be a version like 1.5', '/version');
  if (Number(major) !== VERSION[0] || Number(minor) > VERSION[1])
    say(`Teams draws version ${VERSION.join('.')} and older, not ${words(version)}`, '/version');
}

/** Teams tells inputs and elements apart by their ids: each once. */
function checkIds(card: Thing, say: Say): void {
  const seen = new Set<string>();
  for (const [{ type, id }, at] of everything(card)) {
    // A fallback stands in for its action, never beside it.
    if (
      typeof id !== 'string' ||
      typeof type !== 'string' ||
      at.includes('/data/') ||
      at.includes('/fallback')
    )
      continue;
    if (seen.has(id)) say(`id twice: ${id}`, `${at}/id`);
    seen.add(id);
  }
}

function look(card: unknown, say: Say): void {
  wholeCard(card, '', say);
  if (!isThing(card)) return;
  checkVersion(card['version'], say);
  checkIds(card, say);
  if (list(card['body']).length === 0 && list(card['actions']).length === 0)
    say('there is nothing in the card', '/body');
  if (bytesOf(card) > CARD_BYTES)
    say(`${bytesOf(card)} bytes, more than ${CARD_BYTES}`, '', 'MessageSizeTooBig');
}

const BAD = 'BadSyntax';
export const problemsOfCard = (card: unknown): readonly Problem[] => collect(BAD, (say) => look(card, say));

/** A card in a dialog: Teams knows Action.Submit there, no Action.Execute, and no dialog on top of it. */
export const problemsOfDialogCard = (card: unknown): readonly Problem[] =>
  collect(BAD, (say) => {
    look(card, say);
    for (const [{ type, data }, at] of everything(card)) {
      if (type === 'Action.Execute') say('Action.Execute does nothing in a dialog', at);
      if (thing(thing(data)['msteams'])['type'] === 'task/fetch') say('no dialog opens from a dialog', at);
    }
  });

/** What a bot posts. */
export const problemsOfMessage = (activity: unknown): readonly Problem[] =>
  collect(BAD, (say) => {
    const { text, summary, attachments } = thing(activity);
    if (words(text) === '' && list(attachments).length === 0)
      say('Activity must include non empty text or attachments', '', 'BadArgument');
    if (attachments !== undefined && !Array.isArray(attachments))
      say('must provide an array', '/attachments');
    if (words(summary).length > SUMMARY) say(`must be less than ${SUMMARY + 1} characters`, '/summary');
    for (const [index, each] of list(attachments).entries()) {
      const at = `/attachments/${index}`;
      const { contentType, content } = thing(each);
      if (contentType !== CARD_TYPE) say('unsupported contentType', `${at}/contentType`);
      else look(content, (message, pointer, code) => say(message, `${at}/content${pointer}`, code));
    }
    if (JSON.stringify(activity ?? null).length * 2 > MESSAGE_BYTES)
      say(`more than ${MESSAGE_BYTES} bytes`, '', 'MessageSizeTooBig');
  });

const SIZES = ['small', 'medium', 'large'];
const isSize = (value: unknown, most: number): boolean =>
  value === undefined || SIZES.includes(words(value)) || (Number(value) > 0 && Number(value) <= most);

/** The answer to `task/fetch` and `task/submit`; nothing closes the dialog. */
export const problemsOfDialog = (answer: unknown): readonly Problem[] =>
  collect(BAD, (say) => {
    const { type, value } = thing(thing(answer)['task']);
    if (type === 'message') {
      if (words(value) === '') say('must provide a string', '/task/value');
      return;
    }
    if (type !== 'continue') return say('must be continue or message', '/task/type');
    const { title, card, height, width } = thing(value);
    if (words(title) === '') say('missing required field: title', '/task/value');
    if (!isSize(height, 4096)) say('must be a size', '/task/value/height');
    if (!isSize(width, 4096)) say('must be a size', '/task/value/width');
    const { contentType, content } = thing(card);
    if (contentType !== CARD_TYPE) say('unsupported contentType', '/task/value/card/contentType');
    for (const { code, message } of problemsOfDialogCard(content)) say(message, '/task/value/card', code);
  });

/** The answer to Action.Execute: a code of its own in the body. */
export const problemsOfAction = (answer: unknown): readonly Problem[] =>
  collect(BAD, (say) => {
    const { statusCode, type, value } = thing(answer);
    if (typeof statusCode !== 'number') say('must provide an integer', '/statusCode');
    switch (type) {
      case CARD_TYPE:
        return look(value, (message, pointer, code) => say(message, `/value${pointer}`, code));
      case 'application/vnd.microsoft.activity.message':
        if (words(value) === '') say('must provide a string', '/value');
        return undefined;
      case 'application/vnd.microsoft.error':
        if (words(thing(value)['code']) === '' || words(thing(value)['message']) === '')
          say('must provide a code and a message', '/value');
        return undefined;
      default:
        return say(`unknown type: ${words(type)}`, '/type');
    }
  });

const worded = (problems: readonly Problem[]): readonly string[] => problems.map(({ message }) => message);
export const checkCard = (card: unknown): readonly string[] => worded(problemsOfCard(card));
export const checkDialogCard = (card: unknown): readonly string[] => worded(problemsOfDialogCard(card));
export const checkMessage = (activity: unknown): readonly string[] => worded(problemsOfMessage(activity));
