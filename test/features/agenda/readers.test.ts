import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSample } from '../../../src/demo/begin.ts';
import type { Database } from '../../../src/db/types.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { meetings } from '../../../src/features/meetings/index.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const BIRTH = 'agenda add Born 04/12/2012, needs a place';

let database: Database;
let world: World;
beforeEach(async () => {
  database = await openTestDatabase('postgres');
});
afterEach(() => database.close());

const noTopics = () =>
  database.transaction(LCTF, (tx) =>
    tx.update(agendaItems).set({ state: 'withdrawn' }).where(eq(agendaItems.segment, 'open')),
  );

describe('the facilitator', () => {
  it('is not spoken of to herself as someone else: hello', async () => {
    const { file } = await readSample();
    const members = file.members.map((member) => ({ ...member, helloSent: member.id !== 'm01' }));
    world = await createWorld(database, { file: { ...file, members } });
    await world.goTo('2027-02-05T15:00:00Z');
    const [hello] = world.web.at('direct:m01').filter(({ key }) => key.startsWith('hello:'));
    expect(hello?.text).toContain('secretary of Larkmoor TF. You are its facilitator. I ask for topics');
    expect(hello?.text).toContain('Not sure I am real? Ask whoever looks after the server that I run on.');
    expect(hello?.text).not.toContain('Dana set');
  });

  it('nor by the guard, which names another chair to call', async () => {
    world = await createWorld(database);
    const own = (await world.command('m01', BIRTH)).text;
    expect(own).toContain('Or call Grace.');
    expect(own).not.toContain('Dana');
    expect((await world.command('m03', BIRTH)).text).toMatch(/Or call Dana, 555-\d+\./);
  });

  it('is not told to ask the facilitator when nothing is planned', async () => {
    world = await createWorld(database);
    await database.transaction(LCTF, (tx) => tx.update(meetings).set({ state: 'cancelled' }));
    for (const text of ['agenda', 'meeting']) {
      expect((await world.command('m01', text)).text).toBe('No meeting is planned in the weeks to come.');
      expect((await world.command('m03', text)).text).toContain('Ask your facilitator when the next one is.');
    }
  });
});

describe('a guest of the open part', () => {
  it('reads that there is nothing for them, so far and at last', async () => {
    world = await createWorld(database);
    await noTopics();
    expect((await world.command('m11', 'agenda')).text).toContain(
      'Nothing for the open part so far. If it stays so, you need not come.',
    );
    await world.goTo('2027-02-08T15:00:00Z');
    for (const text of [
      (await world.command('m11', 'agenda')).text,
      world.web.at('direct:m11').find(({ key }) => key.startsWith('agenda:'))?.text,
    ])
      expect(text).toContain('Nothing is planned for the open part: you need not come.');
  });

  it('whose topic comes late reads that it is saved', async () => {
    world = await createWorld(database);
    await world.goTo('2027-02-05T15:00:00Z');
    expect((await world.command('m11', 'agenda add Court calendar')).text).toBe(
      'Topics for Wed 10 Feb are closed. Saved. Thank you. A chair looks at it for Wed 10 Mar.',
    );
  });

  it('sees their own row alone, and no count that could be taken for the roster’s', async () => {
    world = await createWorld(database);
    const { text } = await world.command('m11', 'roster');
    expect(text).toContain('You, in Larkmoor TF');
    expect(text).not.toMatch(/Who is in|1 person/);
    expect((await world.command('m03', 'roster')).text).toContain('29 people');
  });
});

describe('a member', () => {
  it('reads what becomes of too much; a chair reads what to do about it', async () => {
    world = await createWorld(database);
    await world.command('m03', 'agenda add Weekend contact list --minutes 60');
    const said = 'too many. What does not fit comes first next time.';
    expect((await world.command('m03', 'agenda')).text).toContain(said);
    expect((await world.command('m01', 'agenda')).text).not.toContain(said);
  });

  it('without the closed part is offered no time for a case, and reads "not saved" once', async () => {
    world = await createWorld(database);
    const typed = await world.command('m22', BIRTH);
    expect(typed.text).not.toMatch(/case/i);
    const { form } = await world.command('m22', 'agenda add');
    const answer = await world.submit('m22', form!, {
      title: 'Born 04/12/2012',
      minutes: '',
      part: 'members',
    });
    expect(answer.reply).toMatchObject({
      errors: { title: expect.stringMatching(/^"Born 04\/12\/2012" looks like/) },
    });
    expect(JSON.stringify(answer.reply)).not.toMatch(/Hold time/);
    expect(JSON.stringify(answer.reply).match(/Not saved/g)).toHaveLength(2);
  });
});
