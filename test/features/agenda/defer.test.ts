import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const TITLE = 'Where to park';
const FEB = 'mtg-2027-02';

let database: Database;
let world: World;
beforeEach(async () => {
  database = await openTestDatabase('postgres');
  world = await createWorld(database);
  await world.command('m03', `agenda add ${TITLE} --minutes 5`);
});
afterEach(() => database.close());

const page = (member: string, meeting = FEB) => world.command(member, `agenda --meeting ${meeting}`);
const items = () => database.transaction(LCTF, (tx) => tx.select().from(agendaItems));
const topic = async () => (await items()).find(({ title, state }) => title === TITLE && state !== 'carried')!;
const labelOf = async (title: string, meeting = FEB): Promise<string> =>
  (await page('m01', meeting)).text
    .split('\n')
    .find((line) => line.includes(` ${title}`))!
    .split(' ')[0]!;

describe('a topic that a chair moves to a later meeting', () => {
  it('comes first at the next one, keeps its proposer, and they are told', async () => {
    const said = await world.press('m01', 'Next meeting', (await page('m01')).card!, TITLE);
    expect(said.text).toMatch(/^Moved to Wed 10 Mar, where it comes first\. .+ is told\./);
    expect(await topic()).toMatchObject({ meeting: 'mtg-2027-03', owner: 'm03', timesCarried: 1 });
    expect((await page('m05')).text).not.toContain(TITLE);
    expect((await page('m05', 'mtg-2027-03')).text).toMatch(/M1 Where to park \(.*moved over from last time/);
    await world.core.outbox.drain();
    const [told] = world.web.at('direct:m03').filter(({ key }) => key.startsWith('fate:'));
    expect(told!.text).toContain('is on the agenda for Wed 10 Mar: it was moved to that meeting.');
  });

  it('goes to a day that is named, and says how often it was moved', async () => {
    const days = (await world.command('m01', 'meeting')).text;
    expect(days).toContain('14 Apr');
    await world.press('m01', 'Next meeting', (await page('m01')).card!, TITLE);
    const label = await labelOf(TITLE, 'mtg-2027-03');
    await world.command('m02', `agenda defer ${label} --meeting mtg-2027-03 --until 2027-04-14`);
    const there = await topic();
    expect(there.timesCarried).toBe(2);
    expect((await page('m05', there.meeting)).text).toMatch(/Where to park \(.*moved over twice/);
  });

  it('is found under the day of its meeting, as everything there', async () => {
    await world.press('m01', 'Next meeting', (await page('m01')).card!, TITLE);
    expect((await page('m05', '2027-03-10')).text).toContain(TITLE);
    expect((await world.command('m05', 'agenda add Bus lines --meeting 2027-03-10')).text).toContain(
      'Saved for Wed 10 Mar.',
    );
    const label = await labelOf(TITLE, '2027-03-10');
    await world.command('m03', `agenda withdraw ${label} --meeting 2027-03-10`);
    expect((await page('m05', '2027-03-10')).text).not.toContain(TITLE);
    expect((await page('m05', '2027-03-11')).text).toContain('name one by its day');
  });

  it('is counted when there was no time for it, too', async () => {
    await world.press('m01', 'Next meeting', (await page('m01')).card!, TITLE);
    await database.transaction(LCTF, (tx) =>
      tx
        .update(agendaItems)
        .set({ carriedOver: false, minutes: 200 })
        .where(eq(agendaItems.title, topicTitle())),
    );
    await world.goTo('2027-03-10T17:00:00Z');
    expect(await topic()).toMatchObject({ timesCarried: 2, carriedOver: true });
  });

  it('is refused in plain words where it cannot be', async () => {
    const line = (await items()).find(({ meeting, kind }) => meeting === FEB && kind === 'standing')!;
    const own = await labelOf(line.title);
    expect((await world.command('m01', `agenda defer ${own}`)).text).toContain(
      'belongs to the meeting itself',
    );
    const label = await labelOf(TITLE);
    for (const until of ['2027-02-11', 'mtg-2026-12', FEB])
      expect((await world.command('m01', `agenda defer ${label} --until ${until}`)).kind).toBe('refused');
    expect((await world.command('m03', `agenda defer ${label}`)).reply).toMatchObject({ why: 'denied' });
    expect((await topic()).meeting).toBe(FEB);
  });

  const topicTitle = () => TITLE as (typeof agendaItems.$inferSelect)['title'];
});
