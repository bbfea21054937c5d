import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/table.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { taskForces } from '../../../src/db/schema.ts';
import type { Database } from '../../../src/db/types.ts';
import type { TaskForceState } from '../../../src/kernel/task-force.ts';
import { createWorld, LCTF, type Said, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const WORDS = 'The lad from the mill';
const OUT = '2027-02-08T15:00:00Z';
const OVER = '2027-02-10T17:00:00Z';
const CHAIRS = ['m01', 'm02', 'm13'];
const HIDE = 'This may point to a person';

let database: Database;
let world: World;
beforeEach(async () => {
  database = await openTestDatabase('postgres');
  world = await createWorld(database);
});
afterEach(() => database.close());

const page = (member: string) => world.command(member, 'agenda --meeting mtg-2027-02');
const at = (member: string, key: string) =>
  world.web.at(`direct:${member}`).filter((message) => message.key.startsWith(key));
const channel = () => world.web.at('channel:main').find((message) => message.key.startsWith('agenda:'))!;
const become = (state: TaskForceState) =>
  database.transaction(LCTF, (tx) => tx.update(taskForces).set({ state }).where(eq(taskForces.id, LCTF)));
const item = async (title: string) =>
  (await database.transaction(LCTF, (tx) => tx.select().from(agendaItems))).find(
    (each) => each.title === title,
  );

/** As a reader does it: the button under the list, then which one. */
async function hide(member: string, said: string, on?: Said): Promise<Said> {
  const opened = await world.open(member, HIDE, (on ?? (await page(member))).card!);
  const [field] = opened.form!.fields;
  const options = field?.kind === 'choice' ? field.options : [];
  const chosen = options.find(({ label }) => label.includes(said));
  if (!chosen) throw new Error(`"${said}" is not offered: ${options.map(({ label }) => label).join('; ')}`);
  return world.submit(member, opened.form!, { item: chosen.value });
}

describe('"This may point to a person"', () => {
  beforeEach(async () => {
    await world.command('m03', `agenda add ${WORDS} --minutes 5`);
    await world.goTo(OUT);
  });

  it('hides a text at once, wherever it stands, from all but its writer and the chairs', async () => {
    expect(channel().text).toContain(WORDS);
    const { text } = await hide('m05', WORDS, { ...(await page('m05')), card: channel().card });
    expect(text).toContain('Thank you. It is hidden now.');
    expect(text).toMatch(/put it back, by Tue 9 Feb, 10:00/);
    expect(text).toMatch(/We are changing \d+ messages?\./);
    await world.core.outbox.drain();
    expect(channel().text).not.toContain(WORDS);
    expect(channel().text).toContain('A topic, hidden for now (5 min)');
    expect((await page('m05')).text).not.toContain(WORDS);
    for (const member of ['m03', 'm01'])
      expect((await page(member)).text).toMatch(new RegExp(`${WORDS}.*hidden from others`));
    const others = [...world.web.posted.values()].filter(
      ({ place, text: shown }) =>
        shown.includes(WORDS) && ![...CHAIRS, 'm03'].includes(place.replace('direct:', '')),
    );
    expect(others).toEqual([]);
  });

  it('tells the chairs, who read no words there, and the writer, kindly', async () => {
    await hide('m05', WORDS);
    await world.core.outbox.drain();
    for (const chair of CHAIRS) {
      const [told] = at(chair, 'hidden:');
      expect(told!.notice).toBe('Please look at a hidden text');
      expect(told!.text).toMatch(/a topic \(X\d+\) on the agenda for Wed 10 Feb may point to a person/);
      expect(told!.text).not.toContain(WORDS);
    }
    const [writer] = at('m03', 'fate:');
    expect(writer!.text).toContain('so it is hidden for now. It happens to most of us.');
    expect(writer!.text).not.toContain(WORDS);
    expect(at('m05', 'hidden:')).toEqual([]);
  });

  it('is put back by a chair', async () => {
    await hide('m05', WORDS);
    await world.core.outbox.drain();
    const [told] = at('m13', 'hidden:');
    await world.press('m13', 'Put it back', told!.card);
    await world.core.outbox.drain();
    expect(channel().text).toContain(WORDS);
    expect(CHAIRS.flatMap((chair) => at(chair, 'hidden:'))).toEqual([]);
    expect(at('m03', 'fate:')[0]!.text).toContain(WORDS);
    expect((await world.press('m01', 'Put it back', told!.card)).text).toContain('decided already');
  });

  it('is erased by a chair, and does not come back', async () => {
    const out = await world.press('m01', 'Take it out for good', await hiddenCardOf('m01'));
    expect(out.text).toContain('Taken out for good.');
    await world.core.outbox.drain();
    for (const member of ['m01', 'm03', 'm05']) expect((await page(member)).text).not.toContain(WORDS);
    expect(channel().text).not.toMatch(/The lad|hidden for now/);
    expect(await item(WORDS)).toBeUndefined();
    expect(at('m03', 'fate:')[0]!.text).toContain('The words of your topic for Wed 10 Feb were taken out');
  });

  it('leaves a row in the audit, by kind and without the words', async () => {
    await hide('m05', WORDS);
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(audit));
    const row = rows.find(({ action }) => action === 'hide text');
    expect(row).toMatchObject({ detail: { kind: 'topic' } });
    expect(JSON.stringify(rows)).not.toContain(WORDS);
  });

  it('holds while Convener is paused: what stands in the channel changes, and nothing new is sent', async () => {
    await become('paused');
    const { text } = await hide('m05', WORDS);
    expect(text).not.toContain('We are changing 0');
    expect(text).toContain('They see it on the agenda');
    await world.core.outbox.drain();
    expect(channel().text).not.toContain(WORDS);
    expect(at('m01', 'hidden:')).toEqual([]);
    const seen = await page('m01');
    await world.press('m01', 'Put it back', seen.card!, WORDS);
    await become('running');
    await world.core.outbox.drain();
    expect(channel().text).toContain(WORDS);
  });

  it('holds after the meeting, and for what was moved over in the same words', async () => {
    await world.goTo(OVER);
    await hide('m05', WORDS);
    expect((await page('m05')).text).not.toContain(WORDS);
    await world.press('m01', 'Take it out for good', (await page('m01')).card!, WORDS);
    expect(await item(WORDS)).toBeUndefined();
  });

  it('offers no one what they may not read, nor the time of a case', async () => {
    await world.press('m01', 'Case discussion', (await page('m01')).card!);
    const offered = async (member: string) => {
      const { form } = await world.open(member, HIDE, (await page(member)).card!);
      const [field] = form!.fields;
      return field?.kind === 'choice' ? field.options.map(({ label }) => label).join('\n') : '';
    };
    expect(await offered('m01')).toContain(WORDS);
    expect(await offered('m01')).not.toContain('Case discussion');
    expect(await offered('m24')).not.toContain(WORDS);
    const { form } = await world.open('m24', HIDE, (await page('m24')).card!);
    const said = await world.submit('m24', form!, { item: (await item(WORDS))!.id });
    expect(said.text).toBe('Please choose one of these.');
  });

  async function hiddenCardOf(chair: string) {
    await hide('m05', WORDS);
    await world.core.outbox.drain();
    return at(chair, 'hidden:')[0]!.card;
  }
});
