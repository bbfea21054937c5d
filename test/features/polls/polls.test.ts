import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { asks } from '../../../src/asks/table.ts';
import { feedbackAnswers, feedbackGivers } from '../../../src/features/polls/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const CHANNEL = 'channel:main';
const GOOD = { q1: '5', q2: '4', q3: '0', q4: '1', q5: '' };

describe.each(engines)('polls on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const posts = () => world.web.at(CHANNEL).filter(({ key }) => /^(poll|attendance):/.test(key));
  const post = (title: string) => posts().find(({ text }) => text.includes(title))!;
  const asked = async (key: string) =>
    (await database.transaction(LCTF, (tx) => tx.select().from(asks))).filter((ask) => ask.key === key);
  /** All that is stored, but the tables named. */
  async function rows(...but: string[]): Promise<string> {
    const { rows: tables } = await database.db.execute<{ name: string }>(
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const all: string[] = [];
    for (const { name } of tables.filter((table) => !but.includes(table.name))) {
      const found = await database.db.execute<{ hash: string }>(
        sql`select md5(coalesce(string_agg(each::text, '|' order by each::text), '')) as hash from ${sql.identifier(name)} each`,
      );
      all.push(`${name} ${found.rows[0]?.hash}`);
    }
    return all.join('\n');
  }
  const ballot = async (member: string, poll: string) => {
    const opened = await world.command(member, 'poll');
    return world.open(member, 'Answer', opened.card!, poll);
  };

  it('a decision is no poll in a public body (COPY 14)', async () => {
    const refused = await world.command('m01', 'poll new decision Adopt the chat one-pager');
    expect(refused.text).toContain(
      'Asking members one by one can count as a meeting without notice. You can put it on the agenda as a decision for Wed 10 Feb, or ask only about dates.',
    );
    expect(refused.text).toContain('[Put it on the agenda] [Ask about dates]');
    const form = await world.command('m01', 'poll new');
    const said = await world.submit('m01', form.form!, { kind: 'decision' });
    expect(said.kind).toBe('invalid');
    expect(said.card?.title).toEqual([expect.objectContaining({ text: 'This cannot be a poll' })]);
  });

  it('a date poll stands in the channel with its tally; minds change until it closes', async () => {
    const made = await world.command(
      'm01',
      'poll new date Joint training day --options "2027-03-02 13:00; Thu 4 Mar 09:00; Fri 5 Mar"',
    );
    expect(made.text).toContain('Open until Wed 10 Feb, 17:00');
    await world.core.outbox.drain();
    expect(post('Joint training day').text).toContain('Tue 2 Mar, 13:00: 0');
    expect(post('Joint training day').notice).toBe('A short question for you');
    const first = await ballot('m03', 'Joint training day');
    expect(first.kind).toBe('form');
    expect((await world.submit('m03', first.form!, { q1: ['0', '1'] })).text).toContain(
      'Saved: Tue 2 Mar, 13:00, Thu 4 Mar 09:00.',
    );
    expect((await world.submit('m03', first.form!, { q1: ['2'] })).text).toContain('Saved: Fri 5 Mar.');
    await world.submit('m04', (await ballot('m04', 'Joint training day')).form!, { q1: ['2'] });
    const again = await ballot('m03', 'Joint training day');
    expect(again.form!.values).toEqual({ q1: ['2'] });
    expect((await world.submit('m03', again.form!, { q1: ['7'] })).text).toContain(
      'Please choose from what is shown.',
    );
    expect((await world.command('m03', 'poll')).text).toContain('Joint training day');
    // Guests and records officers are not asked.
    expect((await world.command('m11', 'poll')).text).not.toContain('Joint training day');
    expect((await world.command('m28', 'poll')).kind).toBe('refused');
  });

  it('a priority poll is input, not a vote; and no more than were offered', async () => {
    const made = await world.command(
      'm02',
      'poll new priority What first? --options "Training; Funding; Transport" --most 2 --closes 2027-02-12',
    );
    expect(made.text).toContain('Open until Fri 12 Feb, 17:00');
    const form = await ballot('m13', 'What first?');
    expect((await world.submit('m13', form.form!, { q1: ['0', '1', '2'] })).text).toContain(
      'Please choose 2 at most.',
    );
    const listed = await world.command('m13', 'poll');
    expect(listed.text).toContain('What first?');
    // Nobody knows by heart how several options are typed.
    for (const half of ['poll new date', 'poll new priority What first? --options "One, Two"'])
      expect((await world.command('m02', half)).text).toContain(
        '--options "2027-02-23 13:00; 2027-02-25 09:00"',
      );
    // A lead opens polls of their own; what came of the answers is for the chairs to say.
    const buttons = async (member: string) => JSON.stringify((await world.command(member, 'poll')).card);
    expect(await buttons('m13')).toContain('You said, we did');
    expect(await buttons('m20')).toContain('New poll');
    expect(await buttons('m20')).not.toContain('You said, we did');
    // Whoever leads one subcommittee has nothing to choose.
    expect((await world.command('m22', 'poll new')).form!.values).toEqual({
      kind: '',
      subcommittee: 'training',
    });
    expect((await world.command('m22', 'task add')).form!.values).toEqual({ subcommittee: 'training' });
    const id = /(p\d+) What first\?/.exec(listed.text)![1]!;
    const results = await world.command('m13', `poll results ${id}`);
    expect(results.text).toContain('This is input, not a vote.');
  });

  it('the guard reads a question and what can be chosen', async () => {
    const bad = await world.command(
      'm01',
      'poll new date "Waiting for J.T., age 14, to sign" --options "Mon; Tue"',
    );
    expect(bad.kind).toBe('refused');
    expect(bad.text).toContain('may point to a person');
  });

  it('asks for feedback 15 minutes after a meeting: in the channel, and of who is in none', async () => {
    await world.goTo('2027-02-10T16:46:00Z');
    const { text, notice, card } = post('How was today?');
    expect(notice).toBe('One minute, about today');
    expect(text).toContain(
      'Five short questions. After Mon 15 Feb, 10:00 the group sees totals and shuffled comments, if five or more answer. Dana sees no more than that. Until then, and in any backup or log from before, whoever runs our server could match answers to people. Your browser and network may log that you pressed. Please leave names out.',
    );
    expect(text).not.toContain('Not this time');
    const key = post('How was today?').key;
    const outside = (await asked(key)).map(({ member }) => member).toSorted();
    expect(outside).toContain('m11');
    expect(outside).not.toContain('m03');
    expect((await world.open('m03', 'Start', card)).form!.fields.map(({ kind }) => kind)).toEqual([
      'scale',
      'scale',
      'choice',
      'choice',
      'text',
    ]);
  });

  it('a ballot leaves nothing but two rows that have nothing in common, and no record of the moment', async () => {
    const { card } = post('How was today?');
    const form = (await world.open('m03', 'Start', card)).form!;
    await world.core.outbox.drain();
    const before = await rows('feedback_givers', 'feedback_answers');
    const thanks = await world.submit('m03', form, { ...GOOD, q5: 'Keep the short training.' }, 'once');
    expect(thanks.text).toBe(
      'Thank you. The group sees totals after Mon 15 Feb, 10:00, if five or more answer.',
    );
    await world.core.outbox.drain();
    expect(await rows('feedback_givers', 'feedback_answers')).toBe(before);
    // A double press, and the same delivery again.
    for (const delivery of ['twice', 'once'])
      expect((await world.submit('m03', form, { ...GOOD, q1: '1' }, delivery)).text).toContain(
        'We have your answers already.',
      );
    // Whoever presses once more is told before they fill in anything.
    expect((await world.open('m03', 'Start', card)).text).toContain('We have your answers already.');
    const own = post('How was today?').key.slice('poll:'.length);
    const answers = (await database.transaction(LCTF, (tx) => tx.select().from(feedbackAnswers))).filter(
      ({ poll }) => poll === own,
    );
    expect(answers).toHaveLength(5);
    expect(Object.keys(answers[0]!).toSorted()).toEqual([
      'choice',
      'comment',
      'hidden',
      'poll',
      'question',
      'taskForce',
    ]);
    // It tells nothing: nobody reads a comment before the close, so nobody can hide one.
    expect(answers.every(({ hidden }) => !hidden)).toBe(true);
    expect((await world.submit('m04', form, { ...GOOD, q5: 'Ask J.T., age 14.' })).text).toContain(
      'may point to a person',
    );
    expect((await world.submit('m04', form, { q1: '5' })).text).toContain('Please choose');
    expect(
      (await world.command('m03', `poll results ${post('How was today?').key.slice(5)}`)).text,
    ).toContain('Results are there once it has closed');
    expect(post('How was today?').sends).toBe(1);
  });

  it('reminds everyone once, on the second working day, whoever has answered', async () => {
    const { key } = post('How was today?');
    await world.goTo('2027-02-12T12:00:00Z');
    const steps = await asked(key);
    expect(steps.map(({ member }) => member)).toContain('m03');
    expect(new Set(steps.map(({ fromAt }) => fromAt.toISOString().slice(0, 10)))).toEqual(
      new Set(['2027-02-12']),
    );
    expect(steps.every(({ state }) => state === 'open')).toBe(true);
    await world.goTo('2027-02-12T21:00:00Z');
    const told = [...world.web.posted.values()]
      .filter(({ key }) => key.startsWith('brief:'))
      .map(({ text }) => text.split('How was Wed 10 Feb?')[1])
      .filter((text) => text !== undefined);
    expect(told.length).toBeGreaterThan(4);
    // "Not this time" would be a record.
    for (const text of told) expect(text.split('[Start]')[1]).not.toMatch(/^\n\[Not this time\]/);
  });

  it('closes on a holiday at 10:00: totals from five answers on, comments shuffled, asks settled for all at once', async () => {
    const { key, card } = post('How was today?');
    const id = key.slice('poll:'.length);
    const form = (await world.open('m05', 'Start', card)).form!;
    for (const member of ['m04', 'm05', 'm06', 'm11'])
      expect(
        (
          await world.submit(member, form, {
            ...GOOD,
            q5: `Shorter, please: ${member === 'm04' ? 'yes' : 'no'}`,
          })
        ).text,
      ).toContain('Thank you.');
    await world.goTo('2027-02-15T15:01:00Z');
    expect(new Set((await asked(key)).map(({ state }) => state))).toEqual(new Set(['ended']));
    const results = await world.command('m09', `poll results ${id}`);
    expect(results.text).toContain('5 people answered.');
    expect(results.text).toContain('5: ██████████ 5');
    expect(results.text).toContain('Of 5, 5 said 4 or 5, 0 said 3, and 0 said 1 or 2.');
    expect(results.text).toContain('Keep the short training.');
    expect(world.web.at(CHANNEL).find((each) => each.key === key)!.text).toContain(
      'The meeting was a good use of my time. Of 5, 5 said 4 or 5',
    );
    expect((await world.submit('m07', form, GOOD)).text).toContain('That poll has closed.');
    expect((await world.command('m11', `poll results ${id}`)).kind).toBe('refused');
    const givers = await database.transaction(LCTF, (tx) => tx.select().from(feedbackGivers));
    expect(givers.map(({ member }) => member)).toEqual(givers.map(({ member }) => member).toSorted());
  });

  it('any reader hides a comment at once; the chairs alone still see it, and decide', async () => {
    const id = post('How was').key.slice('poll:'.length);
    const results = (member: string) => world.command(member, `poll results ${id}`);
    const hide = async (member: string, words: string) => {
      const { form } = await world.open(member, 'This may point to a person', (await results(member)).card!);
      const field = form!.fields[0]!;
      const options = field.kind === 'choice' ? field.options : [];
      const mark = options.find(({ label }) => label.startsWith(words))!.value;
      return world.submit(member, form!, { mark });
    };
    const told = (member: string) =>
      world.web.at(`direct:${member}`).filter(({ key }) => key.startsWith('hidden-comment:'));
    expect((await hide('m09', 'Keep the short')).text).toContain(
      'Thank you. It is hidden now.\nOnly the chairs',
    );
    await world.core.outbox.drain();
    expect((await results('m03')).text).not.toContain('Keep the short training.');
    expect((await results('m01')).text).toContain('hidden from others, until a chair decides');
    for (const chair of ['m01', 'm02', 'm13']) expect(told(chair)).toHaveLength(1);
    expect(told('m09')).toEqual([]);
    const [card] = told('m13');
    expect(card!.notice).toBe('Please look at a hidden text');
    expect(card!.text).not.toMatch(/Keep the short|m09/);
    expect((await world.press('m13', 'Put it back', card!.card)).text).toContain('It is back');
    expect((await results('m03')).text).toContain('Keep the short training.');
    await hide('m03', 'Keep the short');
    const row = (await results('m02')).card!;
    expect((await world.press('m02', 'Take it out for good', row, 'Keep the short')).text).toContain(
      'Taken out for good.',
    );
    await world.core.outbox.drain();
    for (const member of ['m01', 'm03'])
      expect((await results(member)).text).not.toContain('Keep the short training.');
    expect((await results('m03')).text).toContain('5 people answered.');
    expect(told('m01')).toEqual([]);
    const kept = await database.transaction(LCTF, (tx) => tx.select().from(feedbackAnswers));
    expect(kept.filter(({ poll }) => poll === id).map(({ comment }) => comment)).not.toContain(
      'Keep the short training.',
    );
  });

  it('in a small group there are scales only; under five answers nothing is shown, and they are erased', async () => {
    await world.command('m13', 'poll new feedback --subcommittee services');
    const listed = await world.command('m14', 'poll');
    const poll = /(p\d+) How is it going\?/.exec(listed.text)![1]!;
    expect((await world.command('m03', 'poll close ' + poll)).kind).toBe('refused');
    expect(
      (await world.open('m14', 'Answer', listed.card!, 'How is it going?')).form!.fields.map(
        ({ kind }) => kind,
      ),
    ).toEqual(['scale', 'scale']);
    for (const member of ['m13', 'm14', 'm17', 'm27'])
      await world.submit(member, (await ballot(member, 'How is it going?')).form!, { q1: '3', q2: '4' });
    expect((await world.command('m13', `poll close ${poll}`)).text).toContain('Closed.');
    const results = await world.command('m03', `poll results ${poll}`);
    expect(results.text).toContain(
      'Too few answers to show without pointing at someone. Nothing was shown to anyone, and the answers were erased.',
    );
    const left = await database.transaction(LCTF, async (tx) => [
      ...(await tx.select().from(feedbackAnswers)),
      ...(await tx.select().from(feedbackGivers)),
    ]);
    expect(left.filter((row) => row.poll === poll)).toEqual([]);
  });

  it('who comes is counted from what people said of the meeting, wherever they say it', async () => {
    await world.command('m01', 'poll new attendance');
    await world.command('m03', 'meeting regrets');
    const listed = await world.command('m04', 'poll');
    const shown = await world.press('m04', 'Open', listed.card!, 'Who comes');
    expect(shown.text).toContain('Regrets: ██████████ 1');
    await world.press('m04', 'I will be there', shown.card!);
    expect((await world.press('m04', 'Open', listed.card!, 'Who comes')).text).toContain(
      'In the room: ██████████ 1',
    );
  });

  it('you said, we did: at the top of the next agenda, for whoever may read the members’ part', async () => {
    const form = await world.command('m01', 'poll did');
    expect((await world.submit('m01', form.form!, { said: 'send the agenda sooner' })).text).toContain(
      'one of them',
    );
    await world.submit('m01', form.form!, {
      said: 'send the agenda sooner',
      did: 'it now goes out two days ahead',
    });
    await world.submit('m01', form.form!, { said: 'shorter reports', because: 'we are trying it in March' });
    const page = (await world.command('m03', 'agenda')).text;
    expect(page).toContain('You said: send the agenda sooner. We did: it now goes out two days ahead.');
    expect(page).toContain('Not yet: shorter reports, because we are trying it in March.');
    expect((await world.command('m11', 'agenda')).text).not.toContain('You said');
    expect((await world.command('m03', 'poll did')).kind).toBe('refused');
  });
});
