import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { subcommittees } from '../../../src/features/roster/index.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each(engines)('who leads a subcommittee, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    await world.command('m01', 'subcommittee new Data sharing');
  });
  afterAll(() => database.close());

  const row = async () =>
    (
      await database.transaction(LCTF, (tx) =>
        tx
          .select()
          .from(subcommittees)
          .where(eq(subcommittees.name, 'Data sharing' as never)),
      )
    )[0]!;

  it('is named by a command, with the id or the name of either', async () => {
    const said = await world.command('m02', 'subcommittee lead "data sharing" Teresa Lindqvist');
    expect(said.text).toBe('Teresa Lindqvist leads Data sharing from now on.');
    const { id } = await row();
    expect((await world.command('m01', `subcommittee lead ${id} m08 --vice-lead m03`)).text).toContain(
      'Priya Raman is vice-lead.',
    );
    // Who is vice-lead stays.
    await world.command('m01', `subcommittee lead ${id} m04`);
    expect(await row()).toMatchObject({ lead: 'm04', viceLead: 'm03' });
  });

  it('is changed in a form, which may leave both open', async () => {
    const { card } = await world.command('m01', 'subcommittee');
    const { form } = await world.open('m01', 'Change lead', card!, 'Data sharing');
    expect(form).toMatchObject({ title: 'Data sharing', values: { lead: 'm04', viceLead: 'm03' } });
    expect((await world.submit('m01', form!, { lead: 'm03', viceLead: 'm03' })).text).toContain(
      'someone else than the lead',
    );
    expect((await world.submit('m01', form!, { lead: '', viceLead: '' })).text).toBe(
      'Nobody leads Data sharing for now.',
    );
    expect(await row()).toMatchObject({ lead: null, viceLead: null });
    const open = await world.command('m01', 'subcommittee lead');
    expect(open.form!.fields.map(({ name }) => name)).toEqual(['subcommittee', 'lead', 'viceLead']);
    expect((await world.submit('m01', open.form!, { lead: 'm03' })).text).toBe('Please choose one.');
    await world.submit('m01', open.form!, { subcommittee: (await row()).id, lead: 'm03' });
    expect(await row()).toMatchObject({ lead: 'm03' });
    expect((await world.command('m01', 'roster')).text).toMatch(/Priya Raman \([^)]*subcommittee lead/);
  });

  it.each([
    ['of nobody here', 'subcommittee lead Nowhere m03', 'That subcommittee is not here.'],
    ['someone who has left', 'subcommittee lead "Data sharing" m29', 'someone of the roster'],
    ['a guest', 'subcommittee lead "Data sharing" m11', 'someone of the roster'],
  ])('is not %s', async (_, typed, said) => {
    expect((await world.command('m01', typed)).text).toContain(said);
    expect(await row()).toMatchObject({ lead: 'm03' });
  });

  it('is not for members to say, form in hand', async () => {
    const { form } = await world.command('m01', 'subcommittee lead');
    expect((await world.command('m03', 'subcommittee lead')).reply).toMatchObject({ why: 'denied' });
    expect((await world.submit('m03', form!, { lead: 'm03' })).reply).toMatchObject({ why: 'denied' });
    expect((await world.command('m03', 'subcommittee')).text).not.toContain('Change lead');
  });
});
