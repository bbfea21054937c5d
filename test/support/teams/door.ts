// What comes in over HTTP: reads the call, checks whose it is, does it or goes wrong as ordered, and answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../slack/cloud-faults.ts';
import { isThing, type Thing } from '../slack/json.ts';
import type { Keys } from './keys.ts';
import { postingMethods, Refused } from './posting.ts';
import { createRates } from './rates.ts';
import { rosterMethods } from './rosters.ts';
import { threadOf, type State } from './state.ts';
import { refusal, serveCall, type Answer, type Call, type TeamsFault } from './trouble.ts';

const METHODS = { ...postingMethods, ...rosterMethods };
export type ConnectorMethod = keyof typeof METHODS;

/** One call that the connector got. */
export interface ConnectorCall extends Call {
  readonly method: ConnectorMethod;
  /** The conversation without its thread, or the team; empty for a new conversation. */
  readonly where: string;
  /** All ids of the path. */
  readonly ids: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: Thing;
  readonly token: string;
  /** When it came, in ms of this machine. */
  readonly at: number;
}

const ID = '([^/]+)';
const ROUTES: readonly (readonly [verb: string, path: RegExp, ConnectorMethod])[] = [
  ['POST', /^conversations$/, 'createConversation'],
  ['POST', new RegExp(`^conversations/${ID}/activities$`), 'sendToConversation'],
  ['POST', new RegExp(`^conversations/${ID}/activities/${ID}$`), 'replyToActivity'],
  ['PUT', new RegExp(`^conversations/${ID}/activities/${ID}$`), 'updateActivity'],
  ['DELETE', new RegExp(`^conversations/${ID}/activities/${ID}$`), 'deleteActivity'],
  ['GET', new RegExp(`^conversations/${ID}/members$`), 'getConversationMembers'],
  ['GET', new RegExp(`^conversations/${ID}/members/${ID}$`), 'getConversationMember'],
  ['GET', new RegExp(`^conversations/${ID}/pagedmembers$`), 'getConversationPagedMembers'],
  ['GET', new RegExp(`^teams/${ID}/conversations$`), 'fetchChannelList'],
  ['GET', new RegExp(`^teams/${ID}$`), 'fetchTeamDetails'],
];
const BASE = '/amer/v3/';
/** Nothing larger is read at all. */
const READ_BYTES = 1024 * 1024;

interface Door {
  readonly state: State;
  readonly keys: Keys;
  readonly faults: Faults<ConnectorCall, TeamsFault>;
  readonly calls: ConnectorCall[];
  readonly rates: boolean;
}

function routed(verb: string, url: URL): { method: ConnectorMethod; ids: readonly string[] } | undefined {
  if (!url.pathname.startsWith(BASE)) return undefined;
  const path = url.pathname.slice(BASE.length);
  for (const [wanted, pattern, method] of ROUTES) {
    const found = wanted === verb ? pattern.exec(path) : null;
    if (found) return { method, ids: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= READ_BYTES) parts.push(part);
  }
  return size > READ_BYTES ? undefined : Buffer.concat(parts).toString();
}

function parsed(text: string): Thing | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return isThing(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const DENIED: Answer = { status: 401, body: { message: 'Authorization has been denied for this request.' } };

export function createDoor({ state, keys, faults, calls, rates }: Door) {
  const tooFast = createRates(state.clock);

  function perform({ method, ids, token, body }: ConnectorCall, url: URL, read: Thing | undefined): Answer {
    if (!keys.isGood(token)) return DENIED;
    if (read === undefined) return refusal(400, 'BadSyntax', 'The request body is not an object.');
    if (rates && tooFast(method, ids[0] ?? ''))
      return { ...refusal(429, 'TooManyRequests'), headers: { 'retry-after': '1' } };
    try {
      return METHODS[method]({ state, ids, query: url.searchParams, body });
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }

  return async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://teams.example');
    const route = routed(request.method ?? '', url);
    const text = await textOf(request);
    if (!route) return void response.writeHead(404).end();
    const read = text === undefined ? {} : parsed(text);
    const call: ConnectorCall = {
      ...route,
      where: threadOf(route.ids[0] ?? '').conversation,
      query: Object.fromEntries(url.searchParams),
      body: read ?? {},
      token: /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '',
      at: Date.now(),
      outcome: '',
    };
    calls.push(call);
    const work = (): Answer =>
      text === undefined ? refusal(413, 'RequestEntityTooLarge') : perform(call, url, read);
    return serveCall(faults, call, work, response);
  };
}
