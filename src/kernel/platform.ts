import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Person } from './access.ts';
import type { FormValues, SealedCard, Token } from './card.ts';
import type { TaskForceId } from './ids.ts';
import type { Envelope, Intent } from './intent.ts';
import type { Reply } from './outcome.ts';
import type { Words } from './rich.ts';
import type { TaskForce } from './task-force.ts';

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

/**
 * How a send ended. `unknown`: it may have arrived; it is tried again and counted as a possible repeat. `silent`: the
 * platform is away or not itself, whatever is sent to it; it is tried for days, since nothing due is lost to an outage.
 */
export type Sent =
  | { readonly state: 'shown'; readonly ref: MessageRef }
  | {
      readonly state: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly silent?: boolean;
    }
  | { readonly state: 'unknown'; readonly reason: string; readonly silent?: boolean }
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

/**
 * Who can read a place, or why nobody can say: then it shows as little as possible (product rule 3). `label` is its name
 * as people there know it.
 */
export type Audience =
  | { readonly state: 'known'; readonly accounts: readonly string[]; readonly label?: string }
  | { readonly state: 'unsure'; readonly why: Unsure; readonly label?: string };

/**
 * `public`: people who are not in it can open it. `shared`: another organisation decides for itself who can open it there.
 * `pending`: outsiders are about to join. `hidden`: we cannot look.
 */
export type Unsure = 'public' | 'shared' | 'pending' | 'hidden';

/** What an adapter throws when it could not look because the platform is silent, or said how long to wait. */
export class Unanswered extends Error {
  readonly afterMs: number | undefined;
  constructor(reason: string, options: ErrorOptions & { readonly afterMs?: number | undefined } = {}) {
    super(reason, options);
    this.afterMs = options.afterMs;
  }
}

/** The error of a look as the outbox understands it, by what the same error says of a send. */
export const unansweredBy = (error: unknown, sent: Sent): unknown =>
  sent.state === 'retry' && (sent.silent || sent.afterMs !== undefined)
    ? new Unanswered(sent.reason, { cause: error, afterMs: sent.afterMs })
    : error;

/** What a platform tells of an account. `full`: a full member of the very workspace or tenant; no guest, bot or outsider. */
export interface Profile {
  readonly name: string;
  /** For a suggestion only: an administrator can set it freely. */
  readonly email?: string;
  readonly zone?: string;
  readonly full: boolean;
}

/** What an adapter learned of a place, or of a whole workspace or tenant, that the core should know. */
export type News =
  /** Who can read it changed: what stands there is rendered anew. */
  | { readonly kind: 'readers' }
  /** Nothing can be sent there any more. */
  | { readonly kind: 'lost'; readonly why: Lost }
  | { readonly kind: 'found' }
  /** The same channel, with its messages, has another id now: `channel:ID`. */
  | { readonly kind: 'moved'; readonly to: string };

export type Lost = 'archived' | 'deleted' | 'removed' | 'blocked' | 'uninstalled';

/** One thing that a platform needs, for `doctor`. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What to do about it; said when it is not ok. */
  readonly todo?: string;
}

/** Keeps a platform's tokens unreadable in the database. */
export interface Vault {
  lock(secret: string): string;
  /** The secret, or undefined when no key of ours opens it. */
  unlock(locked: string): string | undefined;
}

/** What an adapter must remember (installations, conversations, sessions): a port, since adapters own no tables. */
export interface Records {
  get(kind: string, key: string): Promise<unknown>;
  put(kind: string, key: string, value: unknown, expiresAt?: Date): Promise<void>;
  /** A lease for one worker of all replicas: false while another has it. Ends by itself, or by `remove`. */
  claim(kind: string, key: string, until: Date): Promise<boolean>;
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

/** A button of a message as another platform would show it; whoever shows the message makes it work. */
export interface PaneButton {
  readonly label: string;
  /** What it is about, for those who hear it alone. */
  readonly spoken: string | undefined;
  readonly token: Token;
  readonly kind: 'press' | 'form';
  /** The class that makes it look as it does there. */
  readonly look: string;
}

/** How a platform would show a message: for the demo, which talks to none. */
export interface Pane {
  readonly name: string;
  /** The whole style sheet: nothing is styled in place. */
  readonly css: string;
  /** Runs in the browser and draws more than HTML can, from the JSON that stands in the `pre` of the same list item. */
  readonly script?: string;
  /** `html` is escaped; `json` is what would be sent, as it is. */
  draw(
    standing: Pick<Standing, 'card' | 'words' | 'shownAt'>,
    control: (button: PaneButton) => string,
  ): { readonly json: string; readonly html: string };
}

/** What the core gives an adapter. */
export interface Host {
  handle(envelope: Envelope, intent: Intent): Promise<Answer>;
  /** The person behind an account and their task force, or undefined for a stranger. */
  whoIs(envelope: Envelope): Promise<
    | {
        readonly person: Person;
        readonly taskForce: Pick<TaskForce, 'id' | 'name' | 'neutralName' | 'zone' | 'state' | 'pausedAt'>;
        /** Sessions of this account that began before then are over. */
        readonly sessionsSince: Date | undefined;
      }
    | undefined
  >;
  /**
   * The page a platform keeps for one person ("my day"): what comes next for them. `kept` for an open page that asks again
   * and again: for a minute it may be as it was, unless something changed.
   */
  home(envelope: Envelope, how?: 'kept'): Promise<Answer>;
  /** Tells the core what changed on the platform; without `place`, for the whole workspace or tenant. */
  news(at: { platform: string; tenant: string; place?: string }, news: News): Promise<void>;
  /** The workspace or tenant under which a channel is linked: one that two share is told of by either. */
  tenantOf(channel: Place): Promise<string>;
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
  readonly founding: FoundingHost;
  /**
   * The meetings as iCalendar text for whoever has this address: all, or the one that is named. Undefined when the address
   * was ended, its person left, or that meeting is not here.
   */
  calendar(token: string, meeting?: string): Promise<string | undefined>;
  now(): Date;
}

/** Who set up: the web signs them in. */
interface SetUp {
  readonly state: 'done';
  readonly taskForce: TaskForceId;
  readonly account: string;
}

/** Setting a task force up on the web, by a link that was printed on the server. `old`: unknown, used or expired. */
export interface FoundingHost {
  /** Is there no task force here yet? */
  empty(): Promise<boolean>;
  /** The form of a link, which uses nothing up. */
  open(token: Token): Promise<Answer | 'old'>;
  submit(
    token: Token,
    values: FormValues,
    deliveryId: string,
  ): Promise<SetUp | { readonly state: 'old' } | { readonly state: 'again'; readonly answer: Answer }>;
  /** The same from a task force file; `who` is the one in it who does so. `lines` say what came of it. */
  bring(
    token: Token,
    file: { readonly text: string; readonly who: string },
  ): Promise<
    | (SetUp & { readonly lines: readonly string[] })
    | { readonly state: 'old' }
    | { readonly state: 'bad'; readonly field: 'text' | 'who'; readonly lines: readonly string[] }
  >;
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
  /** Least time between two edits of one message in a channel, in ms; when its readers change, nothing waits for it. */
  readonly editPaceMs: number;
  readonly routes: readonly HttpRoute[];
  start(host: Host): Promise<void>;
  show(place: Place, showing: Showing): Promise<Sent>;
  remove(place: Place, ref: MessageRef): Promise<Sent>;
  /** Who can read a place now. Throws `Unanswered` when the platform does not say, so that it is tried again. */
  audience(place: Place): Promise<Audience>;
  /** What the platform tells of an account; undefined when there is no such account, or no such page. */
  profile(tenant: string, account: string): Promise<Profile | undefined>;
  /** Looks whether all is there that sending and receiving need. Never throws. */
  doctor(): Promise<readonly Check[]>;
  stop(): Promise<void>;
}
