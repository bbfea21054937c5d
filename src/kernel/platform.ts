import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Person } from './access.ts';
import type { SealedCard, Token } from './card.ts';
import type { TaskForceId } from './ids.ts';
import type { Envelope, Intent } from './intent.ts';
import type { Reply } from './outcome.ts';
import type { Words } from './rich.ts';

/** Somewhere a message can stand: a channel, or one person's direct messages. */
export interface Place {
  readonly platform: string;
  readonly tenant: string;
  /** `channel:ID` or `direct:ACCOUNT`. */
  readonly place: string;
}

export const directPlace = (account: string): string => `direct:${account}`;
export const channelPlace = (id: string): string => `channel:${id}`;
export const isDirect = (place: string): boolean => place.startsWith('direct:');
export const accountOf = (place: string): string => place.slice(place.indexOf(':') + 1);

/** The platform's own name of a message that was posted; only its adapter reads it. */
export type MessageRef = string;

/** How a send ended. `unknown`: it may have arrived; it is tried again and counted as a possible repeat. */
export type Sent =
  | { readonly state: 'shown'; readonly ref: MessageRef }
  | { readonly state: 'retry'; readonly reason: string; readonly afterMs?: number }
  | { readonly state: 'unknown'; readonly reason: string }
  /** This message cannot be delivered, now or later: shown to the facilitator. */
  | { readonly state: 'dead'; readonly reason: string }
  /** A person deleted it there: it is not posted again. */
  | { readonly state: 'gone' };

export interface Showing {
  readonly taskForce: TaskForceId;
  readonly key: string;
  readonly card: SealedCard;
  readonly words: Words;
  readonly previous?: MessageRef;
  readonly signal: AbortSignal;
}

/** What an adapter must remember (installations, conversations, sessions): a port, since adapters own no tables. */
export interface Records {
  get(kind: string, key: string): Promise<unknown>;
  put(kind: string, key: string, value: unknown, expiresAt?: Date): Promise<void>;
  /** Reads and removes in one step: for what may be used once. */
  take(kind: string, key: string): Promise<unknown>;
  remove(kind: string, key: string): Promise<void>;
  list(kind: string, prefix: string): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
}

export interface Answer {
  readonly reply: Reply<Token>;
  readonly words: Words;
}

/** A message that stands in a place, rendered for its readers now: for platforms that draw their own page. */
export interface Standing {
  readonly key: string;
  readonly ref: MessageRef;
  readonly shownAt: Date;
  readonly editedAt: Date | null;
  readonly card: SealedCard;
  readonly words: Words;
}

/** What the core gives an adapter. */
export interface Host {
  handle(envelope: Envelope, intent: Intent): Promise<Answer>;
  /** The person behind an account and their task force, or undefined for a stranger. */
  whoIs(envelope: Envelope): Promise<
    | {
        readonly person: Person;
        readonly taskForce: {
          readonly id: TaskForceId;
          readonly name: string;
          readonly neutralName: string;
          readonly zone: string;
        };
        /** Sessions of this account that began before then are over. */
        readonly sessionsSince: Date | undefined;
      }
    | undefined
  >;
  /** Everyone active on the roster, for audiences and the demo's bar. */
  people(taskForce: TaskForceId): Promise<readonly Person[]>;
  /** The delivered messages of a place, newest first, at most 100. */
  standing(place: Place): Promise<readonly Standing[]>;
  /** Does this command answer with a form? Some platforms must know before the database answers. */
  opensForm(text: string): boolean;
  /** Completions of a half-typed command, best first. */
  complete(envelope: Envelope, typed: string): Promise<readonly string[]>;
  /** Looks at a personal link without using it, and uses it. `old` when unknown, used or expired. */
  peekInvite(token: string): Promise<{ readonly neutralName: string } | 'old'>;
  useInvite(token: string): Promise<{ readonly taskForce: TaskForceId; readonly account: string } | 'old'>;
  now(): Date;
}

export interface HttpRoute {
  /** Exact path, or a prefix ending in `/`; '/' is everything nobody else took. */
  readonly path: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** One chat platform. The core never sees its SDK; the adapter never sees the database. */
export interface Platform {
  readonly name: string;
  /** Can a message be changed after it was sent? */
  readonly edits: boolean;
  /** Least time between two sends to one place, in ms. */
  readonly paceMs: number;
  readonly routes: readonly HttpRoute[];
  start(host: Host): Promise<void>;
  show(place: Place, showing: Showing): Promise<Sent>;
  remove(place: Place, ref: MessageRef): Promise<Sent>;
  /** The accounts that can read a place, or `unknown`: then it shows as little as possible (product rule 3). */
  audience(place: Place): Promise<readonly string[] | 'unknown'>;
  stop(): Promise<void>;
}
