// Microsoft Teams on 127.0.0.1: sign-in with its keys, and the Bot Connector, as strict as the real one, with trouble on
// order. It keeps all in memory, records every call, and never contacts anybody.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, type Trouble } from '../slack/cloud-faults.ts';
import { createWatch, type Watch } from '../slack/cloud-until.ts';
import { createDoor, type ConnectorCall, type ConnectorMethod } from './door.ts';
import { startKeys, type Keys } from './keys.ts';
import { createMade, type Made } from './made.ts';
import { createState, personalOf, type Conversation, type Posted, type State, type User } from './state.ts';
import type { TeamsFault } from './trouble.ts';

export type { Channel, Conversation, GroupChat, Personal, Posted, Team, Tenant, User } from './state.ts';
export type { ConnectorCall, ConnectorMethod } from './door.ts';
export type { TeamsFault } from './trouble.ts';

export interface FakeTeams extends Made {
  /** Waits for what our server does after its answer: looks again after every call. */
  readonly until: Watch['until'];
  readonly keys: Keys;
  /** Where the connector is: in every activity, and for first messages. */
  readonly serviceUrl: string;
  /** What differs from Microsoft's public cloud, for a server under test. */
  readonly cloud: CloudOverrides;
  readonly state: State;
  readonly calls: ConnectorCall[];
  of(method: ConnectorMethod): readonly ConnectorCall[];
  fail(
    method: ConnectorMethod,
    fault: TeamsFault,
    options?: { times?: number; when?: (call: ConnectorCall) => boolean },
  ): Trouble;
  /** Teams' clock goes on. */
  advance(ms: number): void;
  /** What stands in a conversation, or in a person's own chat with the bot; oldest first. */
  postsIn(place: Conversation | User): readonly Posted[];
  /** What only this person sees (targeted messages). */
  onlyFor(user: User): readonly Posted[];
  stop(): Promise<void>;
}

export interface CloudOverrides {
  readonly loginUrl: string;
  readonly scope: string;
  readonly issuer: string;
  readonly keysUrl: string;
  readonly emulatorKeysUrl: string;
  readonly serviceUrl: string;
  readonly serviceOrigins: readonly string[];
}

interface Options {
  readonly now?: () => number;
  /** Refuses with 429 what comes faster than Teams takes it. */
  readonly rates?: boolean;
}

export async function startFakeTeams({ now = Date.now, rates = false }: Options = {}): Promise<FakeTeams> {
  let moved = 0;
  const clock = (): number => now() + moved;
  const keys = await startKeys({ now: clock });
  const state = createState(keys.appId, clock);
  const faults = createFaults<ConnectorCall, TeamsFault>();
  const watch = createWatch();
  const calls: ConnectorCall[] = [];
  const serve = createDoor({ state, keys, faults, calls, rates });
  const server = createServer((request, response) => {
    // On the clock of the tests.
    response.setHeader('date', new Date().toUTCString());
    response.on('close', () => watch.happened());
    serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(`the fake is broken: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/amer/`;

  return {
    ...createMade(state),
    until: (find) => watch.until(find),
    keys,
    serviceUrl,
    cloud: {
      loginUrl: keys.loginUrl,
      scope: keys.scope,
      issuer: keys.issuer,
      keysUrl: keys.keysUrl,
      emulatorKeysUrl: keys.keysUrl,
      serviceUrl,
      serviceOrigins: [origin],
    },
    state,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    fail: (method, fault, options) => faults.add(method, fault, options),
    advance: (ms) => {
      moved += ms;
    },
    postsIn: (place) => {
      const at = 'aadObjectId' in place ? personalOf(state, place)?.id : place.id;
      return [...state.posts.values()].filter(
        ({ conversation, deleted, onlyFor }) => conversation === at && !deleted && onlyFor === undefined,
      );
    },
    onlyFor: (user) =>
      [...state.posts.values()].filter(({ onlyFor, deleted }) => onlyFor === user.id && !deleted),
    stop: async () => {
      faults.releaseAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await keys.stop();
    },
  };
}
