// What comes in over HTTP: reads the call, checks whose it is, does it or goes wrong as ordered, and answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chatMethods } from './cloud-chat.ts';
import type { Faults } from './cloud-faults.ts';
import { useHook } from './cloud-hooks.ts';
import { Refused, type Method } from './cloud-method.ts';
import { access, authorize, type Client } from './cloud-oauth.ts';
import { peopleMethods } from './cloud-people.ts';
import type { State, Token } from './cloud-state.ts';
import { viewMethods } from './cloud-views.ts';
import { thing, words, type Thing } from './json.ts';

/** One call that the cloud got. */
export interface Call {
  /** `response_url` for the address that came with a command or press. */
  readonly method: string;
  readonly args: Thing;
  readonly token: string;
  /** When it came, in ms of this machine. */
  readonly at: number;
  /** `ok`, Slack's error, or what kind of trouble it met. Empty while it hangs. */
  outcome: string;
}

export interface Door {
  readonly state: State;
  readonly faults: Faults<Call>;
  readonly calls: Call[];
  readonly client: Client;
  readonly appToken: string;
  readonly newSocketUrl: () => string;
  readonly skewMs: () => number;
  /** Something was answered, or will not be. */
  readonly happened: () => void;
}

const METHODS: Readonly<Record<string, Method>> = { ...chatMethods, ...viewMethods, ...peopleMethods };
const AS_JSON = ['blocks', 'view', 'metadata', 'attachments'];

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

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createDoor({
  state,
  faults,
  calls,
  client,
  appToken,
  newSocketUrl,
  skewMs,
  happened,
}: Door): Serve {
  function tokenOf(value: string): Token {
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
      return { ok: true, url: newSocketUrl() };
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
    happened();
  }

  /** What goes wrong with this call; false when nothing does. */
  async function meet(response: ServerResponse, call: Call, work: () => Thing): Promise<boolean> {
    const trouble = faults.next(call.method, call);
    if (!trouble) return false;
    const { fault, released } = trouble;
    happened();
    const early = 'effect' in fault && fault.effect ? work() : undefined;
    call.outcome = fault.kind === 'hang' || fault.kind === 'slow' ? '' : fault.kind;
    switch (fault.kind) {
      case 'rate':
        response.setHeader('retry-after', fault.retryAfter);
        send(response, call, 429, { ok: false, error: 'ratelimited' });
        return true;
      case 'status':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>Server Error</h1>');
        happened();
        return true;
      case 'error':
        call.outcome = fault.error;
        send(response, call, 200, { ok: false, error: fault.error });
        return true;
      case 'drop':
        response.socket?.destroy();
        happened();
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
    const url = new URL(request.url ?? '/', 'http://cloud.example');
    response.setHeader('date', new Date(state.clock() + skewMs()).toUTCString());
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
      const call: Call = { method, args: {}, token: '', at: Date.now(), outcome: 'unreadable' };
      calls.push(call);
      finish(
        response,
        call,
        error instanceof Refused ? error.answer : { ok: false, error: 'json_not_object' },
      );
      return;
    }
    const token = scheme === 'Bearer' ? credential : words(args['token']);
    const call: Call = { method, args, token, at: Date.now(), outcome: '' };
    calls.push(call);
    const work = (): Thing => attempt(call, scheme === 'Basic' ? credential : undefined);
    if (!(await meet(response, call, work))) finish(response, call, work());
  }

  return serve;
}
