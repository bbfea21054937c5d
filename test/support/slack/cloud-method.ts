// What every method of the Web API has in common.
import { words, type Thing } from './json.ts';
import { canSee, isIn, type Channel, type State, type Team, type Token } from './cloud-state.ts';
import type { Problem } from './limits-rules.ts';

/** A call that passed the door: whose token, and what it asks. */
export interface Asked {
  readonly state: State;
  readonly team: Team;
  readonly token: Token;
  readonly args: Thing;
}

export type Method = (asked: Asked) => Thing;

/** Ends a method with Slack's error. */
export class Refused extends Error {
  readonly answer: Thing;
  constructor(error: string, more: Thing = {}) {
    super(error);
    this.answer = { ok: false, error, ...more };
  }
}

export function refuseAny(problems: readonly Problem[]): void {
  const [first] = problems;
  if (first)
    throw new Refused(first.code, {
      response_metadata: { messages: problems.map(({ message }) => message) },
    });
}

export function needScope({ token }: Asked, ...any: readonly string[]): void {
  if (!any.some((scope) => token.scopes.includes(scope)))
    throw new Refused('missing_scope', { needed: any.join(','), provided: token.scopes.join(',') });
}

export function channelOf({ state, team, args }: Asked): Channel {
  const channel = state.channels.get(words(args['channel']));
  if (!channel || !canSee(channel, team)) throw new Refused('channel_not_found');
  return channel;
}

/** A channel where the bot may write. */
export function writable(asked: Asked): Channel {
  const channel = channelOf(asked);
  if (channel.archived) throw new Refused('is_archived');
  if (!isIn(channel, asked.team)) throw new Refused('not_in_channel');
  return channel;
}

/** One page of a list, and where the next begins. */
export function page<T>(all: readonly T[], args: Thing, most: number): { some: readonly T[]; next: string } {
  const cursor = words(args['cursor']);
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('from:', ''));
  if (!Number.isInteger(from)) throw new Refused('invalid_cursor');
  const limit = Math.min(Number(args['limit'] ?? 100) || 100, most);
  const end = from + limit;
  return {
    some: all.slice(from, end),
    next: end < all.length ? Buffer.from(`from:${end}`).toString('base64') : '',
  };
}
