import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { leaves } from '../../../src/features/roster/index.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const TITLE = 'Where to park';

let database: Database;
let world: World;
beforeEach(async () => {
  database = await openTestDatabase('pglite');
  world = await createWorld(database);
});
afterEach(() => database.close());

const page = (member: string) => world.command(member, 'agenda --meeting mtg-2027-02');
const item = async () =>
  (await database.transaction(LCTF, (tx) => tx.select().from(agendaItems))).find(
    ({ title }) => title === TITLE,
  );

describe('a topic that a chair enters for someone else', () => {
  it('is theirs, says who entered it, and is recorded so', async () => {
    const said = await world.command('m02', `agenda add ${TITLE} --for m03`);
    expect(said.text).toMatch(/^Entered for \w+\. Saved for Wed 10 Feb/);
    expect(await item()).toMatchObject({ owner: 'm03', enteredBy: 'm02', state: 'accepted' });
    expect((await page('m05')).text).toMatch(new RegExp(`${TITLE} \\(.*entered by`));
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(audit));
    expect(rows.find(({ action }) => action === 'propose')).toMatchObject({
      actor: 'm02',
      enteredFor: 'm03',
    });
    const own = await world.open('m03', 'Edit', (await page('m03')).card!, TITLE);
    expect((await world.submit('m03', own.form!, { ...own.form!.values, minutes: '7' })).text).toContain(
      'Saved',
    );
  });

  it('may be entered in the form', async () => {
    const { form } = await world.open('m01', 'Add a topic', (await page('m01')).card!);
    await world.submit('m01', form!, { ...form!.values, title: TITLE, for: 'm05' });
    expect(await item()).toMatchObject({ owner: 'm05', enteredBy: 'm01' });
  });

  it('keeps to the parts that its owner reads', async () => {
    const { form } = await world.open('m01', 'Add a topic', (await page('m01')).card!);
    const values = { ...form!.values, title: TITLE, for: 'm24' };
    const refused = await world.submit('m01', form!, { ...values, part: 'members' });
    expect(refused.text).toContain('does not read that part');
    await world.submit('m01', form!, { ...values, part: 'open' });
    expect(await item()).toMatchObject({ owner: 'm24', segment: 'open' });
  });

  it('is for the chairs to enter, and for people who may propose', async () => {
    for (const [member, name] of [
      ['m03', 'm05'],
      ['m24', 'm05'],
      ['m01', 'Nobody Atall'],
    ]) {
      const said = await world.command(member!, `agenda add ${TITLE} --for "${name}"`);
      expect(said.kind).toBe('refused');
    }
    const { form } = await world.open('m05', 'Add a topic', (await page('m05')).card!);
    expect(form!.fields.map(({ name }) => name)).not.toContain('for');
    await world.submit('m05', form!, { ...form!.values, title: TITLE, for: 'm03' });
    expect(await item()).toBeUndefined();
  });
});

describe('a topic of someone who is away', () => {
  const away = (delegate: string) =>
    database.transaction(LCTF, (tx) =>
      tx.insert(leaves).values({
        taskForce: LCTF,
        member: 'm03' as MemberId,
        first: '2027-01-01',
        last: '2027-12-31',
        delegate: delegate as MemberId,
      }),
    );

  it('is changed and taken out by whoever stands in for them, and by nobody else', async () => {
    await world.command('m03', `agenda add ${TITLE}`);
    const before = (await page('m05')).card!;
    await expect(world.open('m05', 'Edit', before, TITLE)).rejects.toThrow('no button');
    await away('m05');
    const own = await world.open('m05', 'Edit', (await page('m05')).card!, TITLE);
    await world.submit('m05', own.form!, { ...own.form!.values, minutes: '7' });
    expect(await item()).toMatchObject({ owner: 'm03', minutes: 7 });
    await world.press('m05', 'Take out', (await page('m05')).card!, TITLE);
    expect(await item()).toMatchObject({ state: 'withdrawn' });
  });
});
