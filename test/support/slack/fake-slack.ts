// Slack's cloud on 127.0.0.1: what a bot uses of the Web API, as strict as the real one, with trouble on order.
// It keeps all in memory, records every call, and never contacts anybody.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatMethods } from './cloud-chat.ts';
import { createFaults, type Fault, type Faults } from './cloud-faults.ts';
import { HALF_AN_HOUR, useHook } from './cloud-hooks.ts';
import { createMade, type Made } from './cloud-made.ts';
import { Refused, type Method } from './cloud-method.ts';
import { access, authorize, type Client } from './cloud-oauth.ts';
import { peopleMethods } from './cloud-people.ts';
import { createSocketSide, type SocketSide } from './cloud-socket.ts';
import {
  createState,
  homeKey,
  type Channel,
  type Message,
  type State,
  type Team,
  type User,
  type View,
} from './cloud-state.ts';
import { createWatch, type Watch } from './cloud-until.ts';
import { viewMethods } from './cloud-views.ts';
import { thing, words, type Thing } from './json.ts';

export type { Channel, Message, Team, User, View } from './cloud-state.ts';
export type { Fault } from './cloud-faults.ts';
export { SCOPES } from './cloud-made.ts';

/** One call that the cloud got. */
export interface Call {
  /** `response_url` for the address that came with a command or press. */
  readonly method: string;
  readonly args: Thing;
  readonly token: string;
  /** `ok`, Slack's error, or what kind of trouble it met. Empty while it hangs. */
  outcome: string;
}

export interface FakeSlack extends Made {
  /** Waits for what our server does after its answer: looks again after every call and connection. */
  readonly until: Watch['until'];
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly authorizeUrl: string;
  readonly client: Client;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly state: State;
  readonly socket: SocketSide;
  readonly calls: Call[];
  /** The calls of one method. */
  of(method: string): readonly Call[];
  fail(
    method: string,
    fault: Fault,
    options?: { times?: number; when?: (call: Call) => boolean },
  ): ReturnType<Faults<Call>['add']>;
  /** Moves the cloud's clock. */
  advance(ms: number): void;
  /** Makes the `Date` header wrong by so many ms. */
  skew(ms: number): void;
  /** What stands in a channel for all to see, or in a person's direct messages with the bot; oldest first. */
  messagesIn(place: Channel | User): readonly Message[];
  /** What only this person sees. */
  echoesFor(user: User): readonly Message[];
  homeOf(user: User): View | undefined;
  /** The forms that a person has open, the topmost last. */
  openViews(user: User): readonly View[];
  newTrigger(team: Team, user: User, view?: View): string;
  newResponseUrl(team: Team, user: User, channel: Channel, message?: Message): string;
  stop(): Promise<void>;
}

const METHODS: Readonly<Record<string, Method>> = { ...chatMethods, ...viewMethods, ...peopleMethods };
const AS_JSON = ['blocks', 'view', 'metadata', 'attachments'];
const TRIGGER_MS = 3000;

function argsOf(type: string, body: string, query: URLSearchParams): Thing {
  if (type.startsWith('application/json')) return thing(JSON.parse(body || '{}'));
  const args: Record<string, unknown> = Object.fromEntries([...query, ...new URLSearchParams(body)]);
  for (const name of AS_JSON) {
    const value = args[name];
    if (typeof value !== 'string') continue;
    try {
      args[name] = JSON.parse(value);
    } catch {
      throw new Refused(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments');
    }
  }
  return args;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function startFakeSlack({ now = Date.now }: { now?: () => number } = {}): Promise<FakeSlack> {
  let moved = 0;
  let skewed = 0;
  const state = createState(() => now() + moved);
  const faults = createFaults<Call>();
  const watch = createWatch();
  const socket = createSocketSide(() => watch.happened());
  const calls: Call[] = [];
  const client: Client = { id: '1234.5678', secret: 'client-secret-of-the-fake' };
  const appToken = 'xapp-1-fake';

  function tokenOf(value: string) {
    if (value === '') throw new Refused('not_authed');
    const token = state.tokens.get(value);
    if (!token) throw new Refused('invalid_auth');
    if (token.state === 'revoked') throw new Refused('token_revoked');
    if (token.state === 'inactive') throw new Refused('account_inactive');
    if (token.expiresAt !== undefined && state.clock() > token.expiresAt) throw new Refused('token_expired');
    return token;
  }

  function perform({ method, args, token: bearer }: Call, basic: string | undefined): Thing {
    if (method === 'response_url') {
      useHook(state, words(args['hook']), thing(args['answer']));
      return { ok: true };
    }
    if (method === 'oauth.v2.access') return access(state, client, args, basic);
    if (method === 'apps.connections.open') {
      if (bearer !== appToken) throw new Refused('invalid_auth');
      return { ok: true, url: socket.newUrl(origin) };
    }
    const run = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!run) throw new Refused('unknown_method');
    const token = tokenOf(bearer);
    return { ok: true, ...run({ state, token, args, team: state.teams.get(token.team)! }) };
  }

  function attempt(call: Call, basic: string | undefined): Thing {
    try {
      return perform(call, basic);
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }

  function send(response: ServerResponse, call: Call, status: number, answer: unknown): void {
    const scopes = state.tokens.get(call.token)?.scopes;
    if (scopes) response.setHeader('x-oauth-scopes', scopes.join(','));
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(answer));
    watch.happened();
  }

  /** What goes wrong with this call; false when nothing does. */
  async function meet(response: ServerResponse, call: Call, work: () => Thing): Promise<boolean> {
    const trouble = faults.next(call.method, call);
    if (!trouble) return false;
    const { fault, released } = trouble;
    watch.happened();
    const early = 'effect' in fault && fault.effect ? work() : undefined;
    call.outcome = fault.kind === 'hang' || fault.kind === 'slow' ? '' : fault.kind;
    switch (fault.kind) {
      case 'rate':
        response.setHeader('retry-after', fault.retryAfter);
        send(response, call, 429, { ok: false, error: 'ratelimited' });
        return true;
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>Server Error</h1>');
        watch.happened();
        return true;
      case 'error':
        call.outcome = fault.error;
        send(response, call, 200, { ok: false, error: fault.error });
        return true;
      case 'drop':
        response.socket?.destroy();
        watch.happened();
        return true;
      case 'hang':
        await released;
        break;
      case 'slow':
        await Promise.race([new Promise((done) => setTimeout(done, fault.ms)), released]);
        break;
      default:
        fault satisfies never;
    }
    finish(response, call, early ?? work());
    return true;
  }

  function finish(response: ServerResponse, call: Call, answer: Thing): void {
    call.outcome = answer['ok'] === true ? 'ok' : words(answer['error']);
    const failed = call.method === 'response_url' && call.outcome !== 'ok';
    send(response, call, failed ? 404 : 200, answer);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    response.setHeader('date', new Date(state.clock() + skewed).toUTCString());
    if (url.pathname === '/oauth/v2/authorize') {
      const back = authorize(state, client, url.searchParams);
      if (back) response.writeHead(302, { location: back.href }).end();
      else response.writeHead(400).end('Invalid client_id or redirect_uri');
      return;
    }
    const [, kind = '', name = ''] = /^\/(api|response)\/([\w.-]+)$/.exec(url.pathname) ?? [];
    const body = await bodyOf(request);
    const [, scheme, credential = ''] =
      /^(Bearer|Basic) (.*)$/.exec(request.headers.authorization ?? '') ?? [];
    const method = kind === 'response' ? 'response_url' : name;
    let args: Thing;
    try {
      const given = argsOf(request.headers['content-type'] ?? '', body, url.searchParams);
      args = kind === 'response' ? { hook: name, answer: given } : given;
    } catch (error) {
      const call: Call = { method, args: {}, token: '', outcome: 'unreadable' };
      calls.push(call);
      finish(
        response,
        call,
        error instanceof Refused ? error.answer : { ok: false, error: 'json_not_object' },
      );
      return;
    }
    const token = scheme === 'Bearer' ? credential : words(args['token']);
    const call: Call = { method, args, token, outcome: '' };
    calls.push(call);
    const work = (): Thing => attempt(call, scheme === 'Basic' ? credential : undefined);
    if (!(await meet(response, call, work))) finish(response, call, work());
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(`the fake is broken: ${String(error)}`);
    });
  });
  server.on('upgrade', (request, stream) => socket.upgrade(request, stream));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...createMade(state),
    until: (find) => watch.until(find),
    apiUrl: `${origin}/api/`,
    authorizeUrl: `${origin}/oauth/v2/authorize`,
    client,
    appToken,
    signingSecret: 'signing-secret-of-the-fake',
    state,
    socket,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    fail: (method, fault, options) => faults.add(method, fault, options),
    advance: (ms) => {
      moved += ms;
    },
    skew: (ms) => {
      skewed = ms;
    },
    messagesIn: (place) =>
      [...state.messages.values()].filter(({ channel, onlyFor }) => {
        if (onlyFor !== undefined) return false;
        if ('members' in place) return channel === place.id;
        const direct = state.channels.get(channel);
        return direct?.direct === true && direct.members.has(place.id);
      }),
    echoesFor: (user) => [...state.messages.values()].filter(({ onlyFor }) => onlyFor === user.id),
    homeOf: (user) => state.homes.get(homeKey(user.team, user.id)),
    openViews: (user) =>
      [...state.views.values()].filter(
        (view) => view.open && view.user === user.id && view.content['type'] === 'modal',
      ),
    newTrigger: (team, user, view) => {
      const id = `${state.next('')}.${state.next('')}.trigger`;
      const expiresAt = state.clock() + TRIGGER_MS;
      state.triggers.set(id, { id, team: team.id, user: user.id, view: view?.id, expiresAt, used: false });
      return id;
    },
    newResponseUrl: (team, user, channel, message) => {
      const id = state.next('H');
      const expiresAt = state.clock() + HALF_AN_HOUR;
      state.hooks.set(id, {
        id,
        team: team.id,
        user: user.id,
        channel: channel.id,
        message: message?.ts,
        expiresAt,
        uses: 0,
      });
      return `${origin}/response/${id}`;
    },
    stop: async () => {
      faults.releaseAll();
      socket.cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
