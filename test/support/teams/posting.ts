// What the Bot Connector does with messages:
// https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
import { isTrue, list, thing, words, type Thing } from '../slack/json.ts';
import { problemsOfMessage } from './card-check.ts';
import {
  isBotIn,
  membersOf,
  newActivityId,
  postKey,
  threadOf,
  type Conversation,
  type Posted,
  type State,
} from './state.ts';
import { refusal, type Answer } from './trouble.ts';

/** A call that passed the door. */
export interface Asked {
  readonly state: State;
  /** From the path, decoded. */
  readonly ids: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Thing;
}
export type Method = (asked: Asked) => Answer;

/** Ends a method with Teams' error. */
export class Refused extends Error {
  readonly answer: Answer;
  constructor(status: number, code: string, message?: string) {
    super(code);
    this.answer = refusal(status, code, message);
  }
}

/** A conversation that the bot may look at. */
export function placeOf(state: State, id: string): Conversation {
  const place = state.conversations.get(threadOf(id).conversation);
  if (!place || place.deleted) throw new Refused(404, 'ConversationNotFound', 'Conversation not found.');
  if (!isBotIn(state, place))
    throw new Refused(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  return place;
}

/** A conversation where the bot may write. */
function writable(state: State, id: string): Conversation {
  const place = state.conversations.get(threadOf(id).conversation);
  if (place?.kind === 'personal' && place.blocked)
    throw new Refused(403, place.blocked, 'User blocked the conversation with the bot.');
  const found = placeOf(state, id);
  if (found.kind === 'channel' && state.teams.get(found.team)!.archived)
    throw new Refused(403, 'ForbiddenOperationException', 'The team is archived.');
  return found;
}

const TARGET = 'isTargetedActivity';

/** Who alone will see it; undefined for everyone. */
function targetOf({ state, query, body }: Asked, place: Conversation): string | undefined {
  if (!isTrue(query.get(TARGET))) return undefined;
  const to = words(thing(body['recipient'])['id']);
  if (!membersOf(state, place).some(({ id }) => id === to))
    throw new Refused(400, 'BadArgument', 'A targeted message needs a recipient of the conversation.');
  return to;
}

/** Names that a message points at must stand in its text. */
function checkMentions(body: Thing): void {
  for (const entity of list(body['entities']).map(thing))
    if (entity['type'] === 'mention' && !words(body['text']).includes(words(entity['text']) || '<at>'))
      throw new Refused(400, 'BadArgument', "A mention's text must stand in the message.");
}

function checkBody(body: Thing): void {
  if (body['type'] === 'typing') return;
  if (body['type'] !== 'message') throw new Refused(400, 'BadArgument', 'Unknown activity type.');
  const [first] = problemsOfMessage(body);
  if (first) throw new Refused(first.code === 'MessageSizeTooBig' ? 413 : 400, first.code, first.message);
  checkMentions(body);
}

/** Puts a message where the bot may write, and says its name. */
export function post(asked: Asked, id: string, reply?: string): string {
  const { state, body } = asked;
  const place = writable(state, id);
  checkBody(body);
  const onlyFor = targetOf(asked, place);
  const name = newActivityId(state);
  if (body['type'] === 'typing') return name;
  const posted: Posted = {
    id: name,
    conversation: place.id,
    thread: threadOf(id).thread ?? reply,
    activity: body,
    edits: 0,
    deleted: false,
    onlyFor,
    instead: new Map(),
  };
  state.posts.set(postKey(place.id, name), posted);
  return name;
}

function standing({ state, ids: [id = '', activity = ''] }: Asked): Posted {
  const place = writable(state, id);
  const posted = state.posts.get(postKey(place.id, activity));
  if (!posted || posted.deleted)
    throw new Refused(404, 'ActivityNotFoundInConversation', 'The activity is not in the conversation.');
  return posted;
}

export const postingMethods = {
  sendToConversation: (asked) => ({ status: 201, body: { id: post(asked, asked.ids[0] ?? '') } }),
  replyToActivity: (asked) => ({
    status: 201,
    body: { id: post(asked, asked.ids[0] ?? '', asked.ids[1]) },
  }),
  updateActivity: (asked) => {
    const posted = standing(asked);
    if (isTrue(asked.query.get(TARGET)) && asked.body['recipient'] !== undefined)
      throw new Refused(400, 'BadArgument', 'An edit of a targeted message names no recipient.');
    checkBody(asked.body);
    posted.activity = asked.body;
    posted.edits += 1;
    posted.instead.clear();
    return { status: 200, body: { id: posted.id } };
  },
  deleteActivity: (asked) => {
    standing(asked).deleted = true;
    return { status: 200 };
  },
} satisfies Readonly<Record<string, Method>>;
