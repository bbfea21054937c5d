import { createCore, type Core } from '../../src/core.ts';
import type { Database } from '../../src/db/types.ts';
import { readSample } from '../../src/demo/begin.ts';
import { features } from '../../src/features.ts';
import { saveImport, setRunning, type ImportedTaskForce } from '../../src/features/setup/index.ts';
import type { Button, FormValues, SealedCard, SealedForm } from '../../src/kernel/card.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import type { Envelope, Intent } from '../../src/kernel/intent.ts';
import type {
  Answer,
  Audience,
  Check,
  Place,
  Platform,
  Profile,
  Showing,
} from '../../src/kernel/platform.ts';
import { plainText, type Words } from '../../src/kernel/rich.ts';
import { silent } from './database.ts';

export const LCTF = 'lctf' as TaskForceId;
export const TEST_KEY = 'a-key-for-tests-only-0123456789abcdef';

export interface Posted {
  readonly place: string;
  readonly key: string;
  readonly ref: string;
  /** The latest card there, as plain text. */
  readonly text: string;
  readonly notice: string;
  /** How often it was sent: once, and once per edit. */
  readonly sends: number;
  readonly card: SealedCard;
}

/** A platform at the network's edge that keeps what it is told to show. It stands in for a cloud, nothing else. */
export interface FakePlatform extends Platform {
  readonly posted: Map<string, Posted>;
  at(place: string): readonly Posted[];
  /** Who reads a place, where a test says so (an error: it does not answer); else whom the platform was made with. */
  readonly audiences: Map<string, Audience | Error>;
  readonly profiles: Map<string, Profile>;
  /** Accounts whose profile was asked for, in order. */
  readonly asked: string[];
  /** What `doctor` finds. */
  readonly checks: Check[];
}

/** A card as plain text: what a screen reader gets. */
export function cardText(card: SealedCard, words: Words): string {
  const lines: string[] = [plainText(card.title, words)];
  for (const block of card.blocks) {
    switch (block.kind) {
      case 'text':
      case 'note':
        lines.push(plainText(block.text, words));
        break;
      case 'facts':
        lines.push(...block.rows.map((row) => `${row.label}: ${plainText(row.value, words)}`));
        break;
      case 'list':
        if (block.heading) lines.push(plainText(block.heading, words));
        lines.push(
          ...block.rows.map((row) =>
            [row.label, plainText(row.text, words), row.detail ? `(${plainText(row.detail, words)})` : '']
              .filter(Boolean)
              .join(' '),
          ),
        );
        break;
      case 'buttons':
        lines.push(block.buttons.map((button) => `[${button.label}]`).join(' '));
        break;
      case 'divider':
        break;
      default:
        block satisfies never;
    }
  }
  return lines.join('\n');
}

export function fakePlatform(
  name: string,
  accountsIn: (place: Place) => Promise<readonly string[]> = async () => [],
): FakePlatform {
  const posted = new Map<string, Posted>();
  const audiences = new Map<string, Audience | Error>();
  const profiles = new Map<string, Profile>();
  const asked: string[] = [];
  const checks: Check[] = [];
  let next = 0;
  return {
    name,
    edits: true,
    paceMs: 0,
    editPaceMs: 0,
    routes: [],
    posted,
    at: (place) => [...posted.values()].filter((each) => each.place === place),
    start: async () => {},
    stop: async () => {},
    audiences,
    profiles,
    asked,
    checks,
    audience: async (place) => {
      const told = audiences.get(place.place);
      if (told instanceof Error) throw told;
      return told ?? { state: 'known', accounts: await accountsIn(place) };
    },
    profile: async (_tenant, account) => {
      asked.push(account);
      return profiles.get(account);
    },
    doctor: async () => checks,
    async show(place: Place, { key, card, words, previous }: Showing) {
      const ref = previous ?? `ref-${(next += 1)}`;
      const sends = (posted.get(ref)?.sends ?? 0) + 1;
      posted.set(ref, {
        place: place.place,
        key,
        ref,
        text: cardText(card, words),
        notice: card.notice,
        sends,
        card,
      });
      return { state: 'shown', ref };
    },
    async remove(_place, ref) {
      posted.delete(ref);
      return { state: 'shown', ref };
    },
  };
}

export interface World {
  readonly core: Core;
  readonly database: Database;
  readonly web: FakePlatform;
  /** Moves the clock, doing what falls due on the way, each at its own time, and delivers it. */
  goTo(at: string | Date): Promise<void>;
  now(): Date;
  setClock(at: string): void;
  command(member: string, text: string, deliveryId?: string): Promise<Said>;
  press(member: string, button: string, on: SealedCard, near?: string, deliveryId?: string): Promise<Said>;
  open(member: string, button: string, on: SealedCard, near?: string): Promise<Said>;
  submit(member: string, form: SealedForm, values: FormValues, deliveryId?: string): Promise<Said>;
  intent(member: string, intent: Exclude<Intent, { kind: 'due' }>, deliveryId?: string): Promise<Said>;
  /** The same from an account of any platform. */
  from(who: From, intent: Exclude<Intent, { kind: 'due' }>, deliveryId?: string): Promise<Said>;
}

/** Where something comes from; without a place it is somebody's own page or window. */
export type From = Pick<Envelope, 'platform' | 'tenant' | 'account' | 'place' | 'taskForce'>;

/** An answer, with what it says as plain text. */
export interface Said {
  readonly kind: Answer['reply']['kind'];
  readonly text: string;
  readonly reply: Answer['reply'];
  readonly card: SealedCard | undefined;
  readonly form: SealedForm | undefined;
}

function said({ reply, words }: Answer): Said {
  const base = { kind: reply.kind, reply, card: undefined, form: undefined };
  switch (reply.kind) {
    case 'none':
      return { ...base, text: '' };
    case 'note':
    case 'refused':
      return { ...base, text: plainText(reply.text, words) };
    case 'card':
      return { ...base, text: cardText(reply.card, words), card: reply.card };
    case 'form':
      return { ...base, text: reply.form.title, form: reply.form };
    case 'invalid':
      return { ...base, text: Object.values(reply.errors).join('\n'), form: reply.form, card: reply.card };
    default:
      return reply satisfies never;
  }
}

interface Rows {
  readonly text: string;
  readonly buttons: readonly Button<string>[];
}

export function findButton(card: SealedCard, label: string, near: string | undefined): Button<string> {
  const rows: Rows[] = card.blocks.flatMap((block): Rows[] => {
    if (block.kind === 'buttons') return [{ text: '', buttons: block.buttons }];
    if (block.kind !== 'list') return [];
    return block.rows.map((row) => ({
      text: row.text.map((span) => ('text' in span ? span.text : '')).join(''),
      buttons: row.buttons ?? [],
    }));
  });
  const button = rows
    .filter((row) => near === undefined || row.text.includes(near))
    .flatMap((row) => row.buttons)
    .find((each) => each.label === label);
  if (!button) throw new Error(`no button "${label}"${near ? ` near "${near}"` : ''}`);
  return button;
}

export interface WorldOptions {
  readonly file?: ImportedTaskForce;
  readonly startAt?: string;
  /** Left in state setup: nothing goes out. */
  readonly notStarted?: boolean;
  /** No task force yet. */
  readonly empty?: boolean;
  /** Platforms beside the web. */
  readonly chats?: readonly FakePlatform[];
  /** Of the product, where a test listens to what they do. */
  readonly features?: typeof features;
}

/** The real core on a real database with the sample task force, and a fake at the platform's edge. */
export async function createWorld(
  database: Database,
  { file, startAt, notStarted, empty, chats = [], features: ofProduct = features }: WorldOptions = {},
): Promise<World> {
  const sample = await readSample();
  const imported = file ?? sample.file;
  const id = imported.taskForce.id as TaskForceId;
  let now = startAt ? new Date(startAt) : sample.demoNow;
  const clock = { now: () => now };
  const machine = { now: () => new Date() };
  const web = fakePlatform('web', async (place) =>
    (await core.host.people(place.tenant as TaskForceId))
      .filter((person) => person.segments.includes('members'))
      .map((person) => person.member),
  );
  const core: Core = createCore({
    features: ofProduct,
    database,
    platforms: [web, ...chats],
    secretKeys: [TEST_KEY],
    publicUrl: 'http://convener.example',
    clock,
    machine,
    log: silent,
  });
  if (!empty)
    await database.transaction(id, async (tx) => {
      await saveImport(tx, imported, now);
      if (!notStarted) await setRunning(tx, id, now);
    });
  await core.planner.run();
  let deliveries = 0;
  const envelope = (member: string, deliveryId?: string): Envelope => ({
    platform: 'web',
    tenant: id,
    account: member,
    taskForce: id,
    deliveryId: deliveryId ?? `d${(deliveries += 1)}`,
    receivedAt: now,
  });
  const from: World['from'] = async (who, what, deliveryId) =>
    said(
      await core.app.handle(
        { ...who, deliveryId: deliveryId ?? `d${(deliveries += 1)}`, receivedAt: now },
        what,
      ),
    );
  const intent: World['intent'] = async (member, what, deliveryId) =>
    said(await core.app.handle(envelope(member, deliveryId), what));
  return {
    core,
    database,
    web,
    now: () => now,
    setClock: (at) => {
      now = new Date(at);
    },
    async goTo(at) {
      const to = new Date(at);
      await core.outbox.drain();
      for (;;) {
        await core.planner.run();
        const next = await core.due.next();
        if (!next || next > to) break;
        if (next > now) now = next;
        if ((await core.due.run()) === 0) break;
        await core.outbox.drain();
      }
      now = to;
      await core.planner.run();
      await core.outbox.drain();
    },
    intent,
    from,
    command: (member, text, deliveryId) => intent(member, { kind: 'command', text }, deliveryId),
    async press(member, label, on, near, deliveryId) {
      const button = findButton(on, label, near);
      if (button.kind !== 'press') throw new Error(`"${label}" is no press`);
      return intent(member, { kind: 'press', token: button.value }, deliveryId);
    },
    async open(member, label, on, near) {
      const button = findButton(on, label, near);
      if (button.kind !== 'form') throw new Error(`"${label}" opens no form`);
      return intent(member, { kind: 'open', token: button.value });
    },
    submit: (member, form, values, deliveryId) =>
      intent(member, { kind: 'submit', token: form.context, values }, deliveryId),
  };
}
