import { eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks } from '../../../../src/asks/table.ts';
import { audit } from '../../../../src/audit/table.ts';
import type { Database, Tx } from '../../../../src/db/types.ts';
import { agencies } from '../../../../src/features/roster/index.ts';
import type { AgencyId } from '../../../../src/kernel/ids.ts';
import { createWorld, LCTF, type Said, type World } from '../../../support/core.ts';
import { engines, openTestDatabase } from '../../../support/database.ts';

describe.each(engines)('agencies on %s', (engine) => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.transaction(LCTF, work);
  const row = async (id: string) =>
    (
      await run((tx) =>
        tx
          .select()
          .from(agencies)
          .where(eq(agencies.id, id as AgencyId)),
      )
    )[0]!;
  const list = (member: string): Promise<Said> => world.command(member, 'agency');
  const open = async (member: string, near: string): Promise<Said> =>
    world.open(member, 'Change', (await list(member)).card!, near);

  it('lists whom we ask for each; to members without what others may read, to guests their own alone', async () => {
    const chair = (await list('m01')).text;
    expect(chair).toContain(
      "Harbor Lantern Advocacy Center (We ask Dana Okafor, who is here the longest. May read the open part, the members' part and the closed part.)",
    );
    expect(chair).toMatch(/The Larkmoor Courier \(Nobody here can be asked\./);
    const member = (await list('m03')).text;
    expect(member).toContain('Port Ellery Police Department (We ask Priya Raman, who is here the longest.)');
    expect(member).not.toMatch(/May read|\[Change\]|names someone/);
    const guest = (await list('m11')).text;
    expect(guest).toContain('Larkmoor Family and Treatment Court');
    expect(guest).not.toContain('Harbor Lantern');
  });

  it('names someone of it by the form, and nobody of another', async () => {
    const { form } = await open('m02', 'Harbor Lantern');
    expect(form!.values).toMatchObject({ name: 'Harbor Lantern Advocacy Center', contact: 'nobody' });
    const wrong = await world.submit('m02', form!, { ...form!.values, contact: 'm03' });
    expect(wrong.text).toBe('Please choose someone of this agency.');
    expect((await world.submit('m02', form!, { ...form!.values, contact: 'm14' })).text).toBe('Saved.');
    expect((await row('harbor')).contact).toBe('m14');
    expect((await list('m01')).text).toContain('Harbor Lantern Advocacy Center (We ask Rowan A.');
    expect((await world.submit('m02', form!, { ...form!.values, contact: 'nobody' })).text).toBe('Saved.');
    expect((await row('harbor')).contact).toBeNull();
  });

  it('names someone by a command, for their own agency', async () => {
    expect((await world.command('m02', 'agency contact Elliot Crane')).text).toBe(
      'From now on we ask Elliot Crane for Port Ellery Police Department.',
    );
    for (const who of ['Adele Pruitt', 'Nobody Example', 'm29'])
      expect((await world.command('m02', `agency contact ${who}`)).reply).toMatchObject({ why: 'unknown' });
    expect((await world.command('m03', 'agency contact Priya Raman')).reply).toMatchObject({ why: 'denied' });
  });

  it('lets a facilitator alone say what it may read; what stands before its people is drawn anew', async () => {
    const coChair = await open('m02', 'Port Ellery');
    expect(coChair.form!.fields.map(({ name }) => name)).toEqual(['name', 'contact']);
    await world.submit('m02', coChair.form!, { ...coChair.form!.values, segments: ['open'] });
    expect((await row('pepd')).segments).not.toEqual(['open']);
    const { form } = await open('m01', 'Port Ellery');
    expect((await world.submit('m01', form!, { ...form!.values, segments: [] })).text).toBe(
      'Please choose at least one part.',
    );
    const before = (await world.command('m03', 'agenda')).text;
    expect((await world.submit('m01', form!, { ...form!.values, segments: ['open'] })).text).toBe('Saved.');
    expect((await row('pepd')).segments).toEqual(['open']);
    expect((await world.command('m03', 'agenda')).text).not.toBe(before);
    const [change] = await run((tx) =>
      tx.select().from(audit).where(eq(audit.action, 'change agency')).orderBy(audit.seq),
    ).then((rows) => rows.toReversed());
    expect(change).toMatchObject({ subject: 'pepd', detail: { segments: 'open' } });
  });

  it('takes a new name that is one, and no other agency’s', async () => {
    const { form } = await open('m01', 'Juniper');
    for (const [name, said] of [
      ['', 'Please write at least 3 characters.'],
      ['Case 27-004417', 'This may point to a person. Please write it in another way.'],
      ['harbor  lantern advocacy CENTER', 'Another agency has this name already.'],
    ] as const)
      expect((await world.submit('m01', form!, { ...form!.values, name })).text).toBe(said);
    await world.submit('m01', form!, { ...form!.values, name: 'Juniper Health' });
    expect((await list('m01')).text).toContain('Juniper Health');
  });
});

// Port Ellery has two people: Priya, who is there the longest, and Elliot.
describe.each([
  [undefined, 'm03'],
  ['Elliot Crane', 'm30'],
] as const)('the last call, where %s was named', (named, asked) => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database, { startAt: '2027-02-26T14:00:00Z' });
  });
  afterAll(() => database.close());

  it(`asks ${asked}, once, and forgets who was named when they leave`, async () => {
    if (named) await world.command('m01', `agency contact ${named}`);
    await world.goTo('2027-03-03T14:45:00Z');
    const rows = await database.transaction(LCTF, (tx) =>
      tx.select().from(asks).where(like(asks.key, 'last-call:%')),
    );
    const ids = rows.map(({ member }) => member as string);
    expect(ids.filter((id) => id === 'm03' || id === 'm30')).toEqual([asked]);
    const leaving = await world.command('m01', 'roster leave Elliot Crane');
    await world.press('m01', 'Yes, end their access', leaving.card!);
    const [agency] = await database.transaction(LCTF, (tx) =>
      tx
        .select()
        .from(agencies)
        .where(eq(agencies.id, 'pepd' as AgencyId)),
    );
    expect(agency!.contact).toBeNull();
  });
});
