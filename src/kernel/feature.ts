import type { z } from 'zod';
import type { Action, Grant, Person, Reader } from './access.ts';
import type { Block, Button, Card, FormValues, Value } from './card.ts';
import type { Command } from './command.ts';
import type { MeetingId, MemberId, TaskId } from './ids.ts';
import type { DueCue } from './intent.ts';
import { answered, refused, type Change, type Effect, type Outcome, type ViewRef } from './outcome.ts';
import type { Place } from './platform.ts';
import { plain, type Rich } from './rich.ts';
import type { TaskForce } from './task-force.ts';

/** What later features put on an agenda: blocks above its rows, and what stands behind the line of a task. */
export interface AgendaLines {
  readonly top: readonly Block[];
  readonly tasks: ReadonlyMap<TaskId, TaskLine>;
}

export interface TaskLine {
  readonly text: Rich;
  /** Nobody has told of it so far: then the row names nobody (product rule 8). */
  readonly unheard: boolean;
}

/** Where a row of the digest stands (COPY 12), in this order. */
export type DigestPart =
  | 'needs you'
  | 'not sent'
  | 'not reached'
  | 'next meeting'
  | 'done'
  | 'open'
  | 'changed';

export interface DigestRow {
  readonly part: DigestPart;
  readonly text: Rich;
  readonly button?: Button;
  /** The ask it is about: below that ask it would say the same again. */
  readonly ask?: string;
}

/** What became of a meeting. It is written already; `next` is the one that comes after a cancelled one, if any does. */
export type MeetingChange =
  | { readonly kind: 'made' | 'moved'; readonly meeting: MeetingId }
  | { readonly kind: 'cancelled'; readonly meeting: MeetingId; readonly next: MeetingId | undefined };

/** What a feature did about a meeting that changed; `words` are for whoever changed it. */
export interface TakenAlong {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly words: readonly Rich[];
}

export const NOTHING_TAKEN: TakenAlong = { changes: [], effects: [], words: [] };

/** One message that will go out, if nobody does anything before. */
export interface Coming {
  readonly at: Date;
  /** Of the message, as the outbox knows it. */
  readonly key: string;
  readonly place: Place;
  /** Whose direct messages these are; absent for a channel. */
  readonly member?: MemberId;
  readonly view: ViewRef;
  /** What is asked in it, the heaviest first. */
  readonly asks: readonly ViewRef[];
}

/** What the other features have, collected by the app: a feature never reaches into a later one. */
export interface Others {
  /** Any view, as this reader sees it: for a card that gathers several. Throws for a name that is nobody's. */
  view(ref: ViewRef, reader: Reader): Promise<Card | null>;
  agendaLines(meeting: MeetingId, reader: Reader): Promise<AgendaLines>;
  /** `at`, where a digest is looked at later than it was told: nothing newer is news of its week. */
  digestRows(reader: Reader, since: Date, at?: Date): Promise<readonly DigestRow[]>;
  /** When posts to the channels that are planned first go out: whatever yields leaves room for them (product rule 8). */
  channelPosts(): Promise<readonly Date[]>;
  /** What will go out until then, in order: the real plan and the real handlers on a virtual clock, undone afterwards. */
  coming(until: Date): Promise<readonly Coming[]>;
}

/** What every use-case and view is given. Time and ids are arguments: nothing below reads a clock. */
export interface Context<Tx> {
  readonly tx: Tx;
  readonly taskForce: TaskForce;
  readonly now: Date;
  readonly newId: () => string;
  /** Where people reach the web platform, without a slash at the end. */
  readonly publicUrl: string;
  readonly others: Others;
}

/** The context of something a person does. `grant` is what the access table says; `own` is for the use-case to check. */
export interface ActorContext<Tx> extends Context<Tx> {
  readonly actor: Person;
  readonly grant: Grant;
  /** Where it was said, if it was said somewhere. */
  readonly place?: Place;
  /** What should stand in a channel of the task force now, by every feature: for a channel that has just been linked. */
  readonly standing: () => Promise<readonly Effect[]>;
  /** Lets every feature take along what hangs on a meeting that changed. */
  readonly takeAlong: (change: MeetingChange) => Promise<TakenAlong>;
}

/** One thing Convener will do at one time. */
export interface Cue {
  /** Rule + subject + step + recipient, never the time: a moved meeting moves its cues, and repeats none. */
  readonly key: string;
  /** feature.name of the handler in `due`. */
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  /** After this it helps no one: recorded as missed and shown to the facilitator. */
  readonly until: Date;
  /** What the facilitator reads in the preview and the list of missed: our own words only. */
  readonly what: string;
}

/** A button's handler. `run` parses the value itself: what arrives has crossed the network. */
export interface Press<Tx> {
  readonly access: Action;
  /** Changes nothing: a link on the web, and no row in the inbox. */
  readonly reads: boolean;
  /** What the value must be like: ids in it are looked up within the task force, like any that were typed. */
  readonly value: z.ZodType;
  run(ctx: ActorContext<Tx>, value: Value): Promise<Outcome>;
}

/** A form's handlers. Values arrive as typed; the use-case parses them and answers `invalid` with errors by field. */
export interface FormDef<Tx> {
  readonly access: Action;
  readonly context: z.ZodType;
  /** The form as it opens, or why not. */
  open(ctx: ActorContext<Tx>, context: Value): Promise<Outcome>;
  submit(ctx: ActorContext<Tx>, context: Value, values: FormValues): Promise<Outcome>;
}

/** Renders a message for whoever reads it, now; null when there is nothing (any more) to show. */
export type View<Tx> = (ctx: Context<Tx>, id: string, reader: Reader) => Promise<Card | null>;

export interface Feature<Tx> {
  readonly name: string;
  readonly commands?: readonly Command<Tx>[];
  readonly presses?: Readonly<Record<string, Press<Tx>>>;
  readonly forms?: Readonly<Record<string, FormDef<Tx>>>;
  readonly views?: Readonly<Record<string, View<Tx>>>;
  /** What is left to do for whoever sets the task force up: first on their own page, and gone when it is done. */
  readonly steps?: (ctx: ActorContext<Tx>) => Promise<readonly Block[]>;
  /** What of this feature belongs on a person's own page ("my day"); nothing where there is nothing. */
  readonly home?: (ctx: ActorContext<Tx>) => Promise<readonly Block[]>;
  /** What this feature puts on the agenda of a meeting, for this reader. */
  readonly agendaLines?: (ctx: Context<Tx>, meeting: MeetingId, reader: Reader) => Promise<AgendaLines>;
  /** What a digest says of this feature's things that came since; nothing where there is nothing. */
  readonly digestRows?: (ctx: Context<Tx>, reader: Reader, since: Date) => Promise<readonly DigestRow[]>;
  /** When this feature's own new posts to the channels are to come, of those that other posts leave room for. */
  readonly channelPosts?: (ctx: Context<Tx>) => Promise<readonly Date[]>;
  /** A meeting changed: what hangs on it goes along. */
  readonly takeAlong?: (ctx: ActorContext<Tx>, change: MeetingChange) => Promise<TakenAlong>;
  /** What should stand in the channels now; for one that has just been linked. */
  readonly standing?: (ctx: Context<Tx>) => Promise<readonly Effect[]>;
  /** Someone typed free text where others can read it: the one feature that answers fills this (product rule 2). */
  readonly onMention?: (ctx: ActorContext<Tx>, text: string) => Promise<Outcome>;
  /** Loads its state and answers everything that should happen in [from, to): its plan.ts is pure. */
  readonly plan?: (ctx: Context<Tx>, from: Date, to: Date) => Promise<readonly Cue[]>;
  readonly due?: Readonly<Record<string, (ctx: Context<Tx>, cue: DueCue) => Promise<Outcome>>>;
  /** Something was missed or could not be delivered: the one feature that tells the facilitators fills this. */
  readonly onTrouble?: (ctx: Context<Tx>) => Promise<Outcome>;
}

const gone = answered(
  refused('unknown', [
    plain('That is not here any more, or not for you. Open the page again and try from there.'),
  ]),
);

interface PressSpec<Tx, V> {
  readonly access: Action;
  readonly reads?: true;
  readonly value: z.ZodType<V>;
  run(ctx: ActorContext<Tx>, value: V): Promise<Outcome>;
}

export function press<Tx, V>(spec: PressSpec<Tx, V>): Press<Tx> {
  return {
    access: spec.access,
    reads: spec.reads ?? false,
    value: spec.value,
    async run(ctx, value) {
      const parsed = spec.value.safeParse(value);
      return parsed.success ? spec.run(ctx, parsed.data) : gone;
    },
  };
}

interface FormSpec<Tx, C> {
  readonly access: Action;
  readonly context: z.ZodType<C>;
  open(ctx: ActorContext<Tx>, context: C): Promise<Outcome>;
  submit(ctx: ActorContext<Tx>, context: C, values: FormValues): Promise<Outcome>;
}

export function form<Tx, C>(spec: FormSpec<Tx, C>): FormDef<Tx> {
  return {
    access: spec.access,
    context: spec.context,
    async open(ctx, context) {
      const parsed = spec.context.safeParse(context);
      return parsed.success ? spec.open(ctx, parsed.data) : gone;
    },
    async submit(ctx, context, values) {
      const parsed = spec.context.safeParse(context);
      return parsed.success ? spec.submit(ctx, parsed.data, values) : gone;
    },
  };
}
