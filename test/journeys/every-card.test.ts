import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSample } from '../../src/demo/begin.ts';
import type { Database } from '../../src/db/types.ts';
import { features } from '../../src/features.ts';
import { SAID_VIEWS } from '../../src/features/preview/words.ts';
import { members } from '../../src/features/roster/index.ts';
import type { Reader } from '../../src/kernel/access.ts';
import type { SealedCard } from '../../src/kernel/card.ts';
import type { Words } from '../../src/kernel/rich.ts';
import { createSeal } from '../../src/seal.ts';
import {
  cardText,
  createWorld,
  fakePlatform,
  LCTF,
  TEST_KEY,
  type Said,
  type World,
} from '../support/core.ts';
import { linkAccounts, linkRoom, ROOM, slack, until } from '../support/chat.ts';
import { openTestDatabase } from '../support/database.ts';

/** Everything that Convener shows somebody by itself or answers with, as the sample's months bring it about. */
interface Kept {
  /** Of the view, or of what was typed or pressed. */
  readonly name: string;
  readonly card: SealedCard;
  readonly text: string;
  readonly words: Words;
  readonly shownAt: Date;
}

const HOME = 'America/New_York';
/** Of one name no more than so many: enough to see all its faces. */
const MOST = 30;

const kept = new Map<string, Kept>();
const seen = new Set<string>();
const seal = createSeal([TEST_KEY]);
let names: Words['names'] = new Map();

/** Two that differ in nothing but names, numbers and days are one. */
function shapeOf({ title, notice, blocks }: SealedCard): string {
  const buttons = blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.buttons.map(({ label }) => label) : [],
  );
  const kinds = blocks.map((block) =>
    block.kind === 'list' && block.heading
      ? block.heading.map((span) => ('text' in span ? span.text : '')).join('')
      : block.kind,
  );
  const head = title.map((span) => (span.kind === 'plain' ? span.text : span.kind)).join('');
  const called = new RegExp(
    [...names.values()].flatMap((name) => [name, name.split(' ')[0]!]).join('|') || '^$',
    'g',
  );
  return [head, notice, ...kinds, ...buttons].join('|').replaceAll(called, 'N').replaceAll(/\d+/g, 'n');
}

function keep(name: string, card: SealedCard, zone: string, shownAt: Date): void {
  const key = `${name} ${shapeOf(card)}`;
  if (kept.has(key) || [...kept.values()].filter((each) => each.name === name).length >= MOST) return;
  const words = { names, zone, home: HOME };
  kept.set(key, { name, card, text: cardText(card, words), words, shownAt });
}

/** The product, and whatever a view shows is kept; of what a channel may show, also what it shows where guests read. */
const listened: typeof features = features.map((feature) => ({
  ...feature,
  ...(feature.views && {
    views: Object.fromEntries(
      Object.entries(feature.views).map(([name, view]) => [
        name,
        async (ctx, id, reader: Reader) => {
          const card = await view(ctx, id, reader);
          if (card) {
            seen.add(name);
            keep(
              `${name}${reader.person ? '' : ' in a channel'}`,
              seal.card(card, LCTF),
              reader.zone,
              ctx.now,
            );
          }
          if (reader.person || !card) return card;
          const few = await view(ctx, id, { ...reader, segments: [] });
          if (few) keep(`${name} where not all may read`, seal.card(few, LCTF), reader.zone, ctx.now);
          return card;
        },
      ]),
    ),
  }),
}));

describe('every card there is', () => {
  let database: Database;
  let world: World;
  const chat = fakePlatform('slack');

  const answer = (name: string, said: Said): Said => {
    if (said.card) keep(`answer to ${name}`, said.card, HOME, world.now());
    return said;
  };
  const type = async (member: string, text: string): Promise<Said> =>
    answer(text, await world.command(member, text));
  /** Feedback of so many people, all alike. */
  async function give(count: number, values: Record<string, string>): Promise<void> {
    let given = 0;
    for (const member of names.keys()) {
      const polls = await world.command(member, 'poll');
      const rows = polls.card?.blocks.flatMap((block) => (block.kind === 'list' ? block.rows : [])) ?? [];
      const asked = rows.some(
        ({ text: [first], buttons }) =>
          first?.kind === 'plain' &&
          first.text === 'How was ' &&
          buttons?.some(({ label }) => label === 'Answer'),
      );
      if (given === count || !asked || !polls.card) continue;
      const opened = await world.open(member, 'Answer', polls.card, 'How was');
      expect((await world.submit(member, opened.form!, values)).text).toContain('Thank you');
      given += 1;
    }
    expect(given).toBe(count);
  }
  const GOOD = { q1: '5', q2: '4', q3: '0', q4: '0', q5: 'Keep the short training.' };

  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    const { file } = await readSample();
    world = await createWorld(database, {
      // Six months old at the end of February.
      file: { ...file, taskForce: { ...file.taskForce, newSince: '2026-08-24' } },
      startAt: '2027-01-26T14:00:00Z',
      chats: [chat],
      features: listened,
    });
    await linkAccounts(database, ['m01', 'm26']);
    await linkRoom(database);
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m01'], label: '#task-force' });
    names = new Map(
      (await database.transaction(LCTF, (tx) => tx.select().from(members))).map(({ id, name }) => [id, name]),
    );
    await live();
  }, 1_200_000);
  afterAll(async () => {
    const folder = process.env['CONVENER_CARDS'];
    if (folder) write(folder);
    await database.close();
  });

  async function live(): Promise<void> {
    await world.core.minute();
    await world.goTo('2027-02-02T15:00:00Z');
    await asks();
    await around();
    await meeting();
    await silence();
    await edges();
  }

  /** What people are asked for, and what they say to it. */
  async function asks(): Promise<void> {
    await type(
      'm01',
      'poll new date Joint training day --options "2027-03-02 13:00; Thu 4 Mar 09:00; Fri 5 Mar"',
    );
    await type(
      'm02',
      'poll new priority What first? --options "Training; Funding; Transport" --most 2 --closes 2027-02-12',
    );
    await type('m01', 'poll new attendance');
    await type('m01', 'poll new feedback --subcommittee services');
    await type('m01', 'poll new decision Adopt the chat one-pager');
    await type('m03', 'poll');
    await type('m18', 'reportback');
    await type('m11', 'agenda');
    for (const text of [
      'confidentiality',
      'confidentiality status',
      'digest now',
      'task',
      'preview',
      'me',
      'help',
    ])
      await type('m01', text);
    const promise = await world.command('m09', 'confidentiality');
    await world.press('m09', 'I have a question', promise.card!);
    await type('m05', 'confidentiality ack');
    await world.command('m03', 'agenda add The lad from the mill --minutes 5');
    await world.goTo('2027-02-08T16:00:00Z');
  }

  /** What becomes of topics and meetings. */
  async function around(): Promise<void> {
    const page = await type('m04', 'agenda');
    const hide = await world.open('m04', 'This may point to a person', page.card!);
    const [field] = hide.form!.fields;
    const chosen =
      field?.kind === 'choice' ? field.options.find(({ label }) => label.includes('mill')) : undefined;
    answer('hide', await world.submit('m04', hide.form!, { item: chosen!.value }));
    await world.core.outbox.drain();
    answer(
      'typed in a channel',
      await world.from(slack('U-m01', ROOM), { kind: 'mention', text: 'Ask J.T., age 14' } as never),
    );
    chat.profiles.set('U30', { name: 'Ola Nowak', full: true });
    await world.from(slack('U30', ROOM), { kind: 'command', text: 'agenda' });
    await until(world, () => expect(chat.at('direct:U-m01').some(({ key }) => key === 'match')).toBe(true));
    const regrets = await world.command('m14', 'meeting regrets m15');
    answer('meeting regrets', regrets);
    await world.goTo('2027-02-10T14:45:00Z');
  }

  async function meeting(): Promise<void> {
    await type('m03', 'poll');
    await world.goTo('2027-02-10T16:50:00Z');
    await give(6, GOOD);
    await world.goTo('2027-02-15T15:01:00Z');
    const results = await type('m03', 'poll results');
    const pointing = await world.open('m03', 'This may point to a person', results.card!);
    const [which] = pointing.form!.fields;
    const mark = which?.kind === 'choice' ? which.options[0]!.value : '';
    answer('hide a comment', await world.submit('m03', pointing.form!, { mark }));
    await world.core.outbox.drain();
    for (const row of [
      { said: 'send the agenda sooner', did: 'it now goes out two days ahead' },
      { said: 'shorter reports', because: 'we are trying it in March' },
    ])
      await world.submit('m01', (await world.command('m01', 'poll did')).form!, row);
    const page = await type('m03', 'agenda');
    const wordForm = await world.open('m03', 'A private word', page.card!);
    const words = 'I would rather not sit beside a reporter.';
    answer('a private word', await world.submit('m03', wordForm.form!, { words }));
    await world.core.outbox.drain();
    answer('roster leave', await world.command('m01', 'roster leave m22'));
    const leave = await world.command('m01', 'roster leave m22');
    await world.press(
      'm01',
      leave.card!.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))[0]!.label,
      leave.card!,
    );
    await world.command('m01', 'meeting move 2027-03-11 14:00').then(async (asked) => {
      answer('meeting move', asked);
      if (asked.form) answer('meeting move', await world.submit('m01', asked.form, asked.form.values ?? {}));
    });
    await world.core.outbox.drain();
    await world.goTo('2027-03-05T16:00:00Z');
  }

  /** Until two meetings have heard nothing; the agenda is on hold once. */
  async function silence(): Promise<void> {
    await type('m01', 'agenda hold');
    await world.goTo('2027-03-17T16:00:00Z');
    await world.goTo('2027-04-16T18:00:00Z');
    await type('m01', 'digest now');
  }

  /** What comes of trouble. */
  async function edges(): Promise<void> {
    await type('m01', 'pause');
    const resumed = await type('m01', 'resume');
    if (resumed.form) await world.submit('m01', resumed.form, { goes: [] });
    await world.core.minute();
    world.setClock('2027-04-24T15:00:00Z');
    await world.core.minute();
    await world.core.outbox.drain();
    const off = chat.at('direct:U-m01').find(({ text }) => text.startsWith('I was off from'))!;
    answer('See the list', await world.press('m01', 'See the list', off.card));
    for (const text of ['steps', 'roster', 'subcommittee', 'meeting', 'settings']) await type('m01', text);
    chat.audiences.set(ROOM, { state: 'unsure', why: 'public', label: '#task-force' });
    await world.core.host.news({ platform: 'slack', tenant: 'T1', place: ROOM }, { kind: 'readers' });
    await world.core.outbox.drain();
  }

  it('has been shown', () => {
    expect([...SAID_VIEWS].filter((name) => !seen.has(name)).toSorted()).toEqual([]);
  });

  it('keeps the house rules', () => {
    for (const { name, text, card } of kept.values()) {
      const said = `${name}: ${text}`;
      expect(said).not.toMatch(
        /!|overdue|delinquent|non-responder|\bfailed\b|your story|undefined|\bnull\b|\[object/i,
      );
      expect(said).not.toMatch(/\p{Extended_Pictographic}/u);
      expect(said).not.toMatch(/\.\.(?!\.)| ,|\s\.|\?\.|,,/);
      for (const member of names.values()) expect(card.notice).not.toContain(member);
    }
  });
});

/** For `npm run pictures`. */
function write(folder: string): void {
  const all = [...kept.values()].map(({ words, ...each }) => ({
    ...each,
    words: { ...words, names: [...words.names] },
  }));
  writeFileSync(join(folder, 'cards.json'), JSON.stringify(all));
  writeFileSync(
    join(folder, 'cards.txt'),
    all.map(({ name, card, text }) => `== ${name}\n(lock screen) ${card.notice}\n${text}\n`).join('\n'),
  );
}
