import type { Card, Form, FormValues, Value } from './card.ts';
import type { MemberId } from './ids.ts';
import type { Place } from './platform.ts';
import { plain, type Rich } from './rich.ts';

/** Errors by field name; each says what to do. The key `form` is for an error of no single field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The answer to the person, now. Not durable: what must last is an effect. */
export type Reply<V = Value> =
  | { readonly kind: 'none' }
  | { readonly kind: 'note'; readonly text: Rich; readonly buttons?: Card<V>['blocks'] }
  | { readonly kind: 'card'; readonly card: Card<V> }
  | { readonly kind: 'form'; readonly form: Form<V> }
  | {
      readonly kind: 'invalid';
      readonly form: Form<V>;
      readonly errors: FieldErrors;
      readonly values: FormValues;
      readonly card?: Card<V>;
    }
  | { readonly kind: 'refused'; readonly why: RefusalKind; readonly text: Rich };

/** Why we said no. `denied` and `unknown` are worded alike to a person: a refusal does not reveal what exists. */
export type RefusalKind = 'stranger' | 'denied' | 'unknown' | 'bad-input' | 'too-old' | 'not-now' | 'fault';

export interface ViewRef {
  readonly name: string;
  readonly id: string;
}

export type To =
  | { readonly kind: 'channels' }
  | { readonly kind: 'member'; readonly member: MemberId }
  /** The channels, and each active member who is in none of them. */
  | { readonly kind: 'everyone' };

/** Durable, and written in the same transaction as the change. */
export type Effect =
  | {
      readonly kind: 'show';
      readonly key: string;
      readonly to: To;
      readonly view: ViewRef;
      readonly urgent?: boolean;
    }
  /** Brings every live message with this key up to date; makes none. An urgent one is not held up by a pause. */
  | { readonly kind: 'refresh'; readonly key: string; readonly urgent?: boolean }
  | { readonly kind: 'remove'; readonly key: string }
  | AskEffect
  /** Nobody asks for this any more: `member` only, or all who were asked. */
  | {
      readonly kind: 'settle';
      readonly key: string;
      readonly how: 'done' | 'declined' | 'ended';
      readonly member?: MemberId;
    }
  /** What it is about has another time: whoever is asked is asked until then. What would begin later is not asked at all. */
  | { readonly kind: 'until'; readonly key: string; readonly until: Date };

/**
 * Asks a person for something: told in their next brief in [from, until), inside their own hours (product rule 8).
 * Asking again under the same key is the next step of the same ask; one that was settled stays settled.
 */
export interface AskEffect {
  readonly kind: 'ask';
  readonly key: string;
  readonly member: MemberId;
  /** Rendered alone, or as one part of the brief. */
  readonly view: ViewRef;
  readonly from: Date;
  readonly until: Date;
  /** Heavier asks come first; 1 to 9. */
  readonly weight: number;
}

/** What the outbox writes. */
export type MessageEffect = Extract<Effect, { readonly kind: 'show' | 'refresh' | 'remove' }>;
export type AskingEffect = Extract<Effect, { readonly kind: 'ask' | 'settle' | 'until' }>;

/** One row of the audit: ids and codes only, never text. */
export interface Change {
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  readonly enteredFor?: MemberId;
}

export interface Outcome {
  readonly reply: Reply;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  /** True when what is planned may differ now: a date, a rule, a person changed. */
  readonly replan: boolean;
  /** Channels whose readers may differ now (one was linked, an account became someone's): looked at after the commit. */
  readonly look?: readonly Place[];
}

export const none: Reply = { kind: 'none' };
export const noteReply = (text: Rich, buttons?: Card['blocks']): Reply =>
  buttons ? { kind: 'note', text, buttons } : { kind: 'note', text };
export const cardReply = (card: Card): Reply => ({ kind: 'card', card });
export const formReply = (form: Form): Reply => ({ kind: 'form', form });
export const refused = (why: RefusalKind, text: Rich): Reply => ({ kind: 'refused', why, text });

/** A typed line has no fields: the first thing to change is said, and none of the words. */
export function refusedFor(errors: FieldErrors): Reply {
  const [[field, message] = ['form', '']] = Object.entries(errors);
  return refused('bad-input', [plain(field === 'form' ? message : `${asWords(field)}: ${message}`)]);
}

/** "viceLead" as a person reads it: "Vice lead". */
export function asWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** To whoever sent the same thing twice. */
export const AGAIN: Reply = noteReply([plain('We have that already. Nothing was done twice.')]);

/** An outcome that changes nothing. */
export const answered = (reply: Reply): Outcome => ({ reply, changes: [], effects: [], replan: false });

interface Changed {
  readonly reply: Reply;
  readonly changes: readonly Change[];
  readonly effects?: readonly Effect[];
  readonly replan?: boolean;
  readonly look?: readonly Place[];
}

/** An outcome that changed something: one audit row per change. */
export function changed({ reply, changes, effects = [], replan = false, look }: Changed): Outcome {
  return { reply, changes, effects, replan, ...(look ? { look } : {}) };
}

export const show = (key: string, to: To, view: ViewRef, urgent = false): MessageEffect =>
  urgent ? { kind: 'show', key, to, view, urgent } : { kind: 'show', key, to, view };
export const refresh = (key: string): MessageEffect => ({ kind: 'refresh', key });
export const refreshAtOnce = (key: string): MessageEffect => ({ kind: 'refresh', key, urgent: true });
export const remove = (key: string): MessageEffect => ({ kind: 'remove', key });
export const ask = (what: Omit<AskEffect, 'kind'>): Effect => ({ kind: 'ask', ...what });
export const settle = (key: string, how: 'done' | 'declined' | 'ended', member?: MemberId): Effect =>
  member ? { kind: 'settle', key, how, member } : { kind: 'settle', key, how };
export const askUntil = (key: string, until: Date): Effect => ({ kind: 'until', key, until });
export const toChannels: To = { kind: 'channels' };
export const toEveryone: To = { kind: 'everyone' };
export const toMember = (member: MemberId): To => ({ kind: 'member', member });
