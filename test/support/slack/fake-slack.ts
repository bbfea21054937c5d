// Slack's cloud on 127.0.0.1: what a bot uses of the Web API, as strict as the real one, with trouble on order.
// It keeps all in memory, records every call, and never contacts anybody.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDoor, type Call } from './cloud-door.ts';
import { createFaults, type Fault, type Faults } from './cloud-faults.ts';
import { HALF_AN_HOUR } from './cloud-hooks.ts';
import { createMade, type Made } from './cloud-made.ts';
import type { Client } from './cloud-oauth.ts';
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

export type { Channel, Message, Team, User, View } from './cloud-state.ts';
export type { Call } from './cloud-door.ts';
export type { Fault } from './cloud-faults.ts';
export { SCOPES } from './cloud-made.ts';

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

const TRIGGER_MS = 3000;

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

  const serve = createDoor({
    state,
    faults,
    calls,
    client,
    appToken,
    newSocketUrl: () => socket.newUrl(origin),
    skewMs: () => skewed,
    happened: () => watch.happened(),
  });
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
