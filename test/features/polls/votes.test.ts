import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/table.ts';
import { ballots, feedbackAnswers, feedbackGivers } from '../../../src/features/polls/table.ts';
import type { PollId } from '../../../src/kernel/ids.ts';
import type { FormValues } from '../../../src/kernel/card.ts';
import { linkAccounts, slack, until } from '../../support/chat.ts';
import { createWorld, fakePlatform, LCTF, type From, type Said, type World } from '../../support/core.ts';
import { engines, openTestDatabase, type TestDatabase } from '../../support/database.ts';

const FEEDBACK: FormValues = { q1: '5', q2: '4', q3: '0', q4: '1', q5: 'Keep it short.' };
const OTHER: FormValues = { q1: '1', q2: '1', q3: '1', q4: '0', q5: 'Make it long.' };
const NAMED: FormValues = { q1: ['0'] };
const CHANGED: FormValues = { q1: ['1', '2'] };
const COMMITTEE = ['m02', 'm03', 'm04', 'm05', 'm06', 'm07', 'm09', 'm10', 'm13', 'm27'];

describe.each(engines)('votes on %s', (engine) => {
  let database: TestDatabase;
  let world: World;
  const tokens: Record<'feedback' | 'named', string> = { feedback: '', named: '' };
  const ids: Record<'feedback' | 'named', PollId> = { feedback: '' as PollId, named: '' as PollId };
  const web = (member: string): From => ({ platform: 'web', tenant: LCTF, account: member, taskForce: LCTF });
  const vote = (
    who: From,
    kind: 'feedback' | 'named',
    values: FormValues,
    delivery?: string,
  ): Promise<Said> => world.from(who, { kind: 'submit', token: tokens[kind], values }, delivery);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { chats: [fakePlatform('slack')] });
    await linkAccounts(database, COMMITTEE);
    await world.command('m01', 'poll new feedback --subcommittee casecoord');
    await world.command(
      'm01',
      'poll new date Joint training day --options "Tue 2 Mar; Thu 4 Mar; Fri 5 Mar"',
    );
    const listed = await world.command('m03', 'poll');
    const kinds = [
      ['feedback', 'How is it going?'],
      ['named', 'Joint training day'],
    ] as const;
    for (const [kind, title] of kinds) {
      tokens[kind] = (await world.open('m03', 'Answer', listed.card!, title)).form!.context;
      ids[kind] = new RegExp(`(p\\d+) ${title.replace('?', '\\?')}`).exec(listed.text)![1] as PollId;
    }
  });
  afterAll(() => database.close());

  const given = () =>
    database.transaction(LCTF, async (tx) => ({
      givers: (await tx.select().from(feedbackGivers).where(eq(feedbackGivers.poll, ids.feedback))).map(
        ({ member }) => member,
      ),
      answers: (await tx.select().from(feedbackAnswers).where(eq(feedbackAnswers.poll, ids.feedback))).length,
      ballots: Object.fromEntries(
        (await tx.select().from(ballots).where(eq(ballots.poll, ids.named))).map(({ member, choices }) => [
          member,
          choices['1'],
        ]),
      ) as Record<string, readonly number[]>,
    }));

  const ALREADY = 'We have your answers already.';
  const TWICE = 'We have that already. Nothing was done twice.';
  const NOT_YOURS = 'That poll is not here, or not for you.';
  /** In this order; what is said, and what is kept of the one who voted. */
  const cases: readonly [
    what: string,
    who: () => From,
    kind: 'feedback' | 'named',
    values: FormValues,
    delivery: string,
    said: string,
  ][] = [
    ['feedback', () => web('m03'), 'feedback', FEEDBACK, 'case-1', 'Thank you.'],
    ['feedback, pressed twice', () => web('m03'), 'feedback', OTHER, 'case-2', ALREADY],
    ['feedback, the same delivery again', () => web('m03'), 'feedback', FEEDBACK, 'case-1', ALREADY],
    [
      'feedback from another account of theirs',
      () => slack('U-m03', 'direct:U-m03'),
      'feedback',
      OTHER,
      'case-3',
      ALREADY,
    ],
    [
      'feedback by someone outside the subcommittee',
      () => web('m22'),
      'feedback',
      FEEDBACK,
      'case-4',
      NOT_YOURS,
    ],
    [
      'feedback by a stranger',
      () => slack('U-nobody', 'direct:U-nobody'),
      'feedback',
      FEEDBACK,
      'case-5',
      '',
    ],
    ['a ballot', () => web('m03'), 'named', NAMED, 'case-6', 'Saved: Tue 2 Mar.'],
    [
      'a change of mind, from another account of theirs',
      () => slack('U-m03', 'direct:U-m03'),
      'named',
      CHANGED,
      'case-7',
      'Saved: Thu 4 Mar, Fri 5 Mar.',
    ],
    ['the first ballot delivered again', () => web('m03'), 'named', NAMED, 'case-6', TWICE],
    ['a ballot of a guest', () => web('m11'), 'named', NAMED, 'case-8', NOT_YOURS],
    [
      'a ballot by a records officer',
      () => web('m28'),
      'named',
      NAMED,
      'case-9',
      'That is not yours to do here.',
    ],
  ];
  it.each(cases)('%s', async (_, who, kind, values, delivery, words) => {
    expect((await vote(who(), kind, values, delivery)).text).toContain(words);
  });

  it('counts each person once, over all their accounts', async () => {
    const { givers, answers, ballots: kept } = await given();
    expect(givers).toEqual(['m03']);
    expect(answers).toBe(5);
    expect(kept).toEqual({ m03: [1, 2] });
  });

  it('all at once, from chat and web: each once, and the tally in the channel is exact after few edits', async () => {
    await world.core.outbox.drain();
    const post = () => world.web.at('channel:main').find(({ key }) => key === `poll:${ids.named}`)!;
    const before = post().sends;
    const began = performance.now();
    await Promise.all(
      COMMITTEE.flatMap((member) => [
        vote(slack(`U-${member}`, `direct:U-${member}`), 'named', NAMED),
        vote(web(member), 'feedback', FEEDBACK),
        vote(slack(`U-${member}`, `direct:U-${member}`), 'feedback', OTHER),
      ]),
    );
    const { givers, answers, ballots: kept } = await given();
    expect(givers.toSorted()).toEqual(COMMITTEE);
    expect(answers).toBe(5 * COMMITTEE.length);
    expect(kept).toEqual(Object.fromEntries(COMMITTEE.map((member) => [member, [0]])));
    await until(world, () => expect(post().text).toContain('Tue 2 Mar: ██████████ 10'));
    const most = 1 + Math.ceil((performance.now() - began) / 3000);
    expect(post().sends - before).toBeLessThanOrEqual(most);
  });

  it('after the close nothing is taken any more, and the audit knows of the close alone', async () => {
    await world.command('m01', `poll close ${ids.feedback}`);
    await world.command('m01', `poll close ${ids.named}`);
    for (const kind of ['feedback', 'named'] as const)
      expect((await vote(web('m13'), kind, kind === 'named' ? NAMED : FEEDBACK)).text).toContain(
        'That poll has closed.',
      );
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(audit));
    const about = rows.filter(({ subject }) => subject === ids.feedback).map(({ action }) => action);
    expect(about).toEqual(['open poll', 'close poll']);
  });
});
