import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks } from '../../../src/asks/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { attendance } from '../../../src/features/meetings/index.ts';
import type { SealedCard, SealedForm } from '../../../src/kernel/card.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const FEB = 'mtg-2027-02';

describe.each(engines)('who comes in whose place, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    // The sample's people have said something already.
    await database.transaction(LCTF, (tx) => tx.delete(attendance));
  });
  afterAll(() => database.close());

  const asked = async (of: string) =>
    (
      await database.transaction(LCTF, (tx) =>
        tx
          .select()
          .from(asks)
          .where(eq(asks.key, `instead:${FEB}:${of}`)),
      )
    )
      .map(({ member, state }) => `${member} ${state}`)
      .toSorted();
  const regrets = (card: SealedCard | undefined) => card!;
  const buttonsOf = async (member: string) => {
    const said = await world.command(member, 'meeting regrets');
    const blocks = said.reply.kind === 'note' ? said.reply.buttons! : [];
    return regrets({ title: [], notice: '', blocks });
  };
  const chairsPage = async () => (await world.command('m01', 'meeting')).text.split('\n');
  const row = async (label: string) => (await chairsPage()).find((line) => line.startsWith(label));

  let form: SealedForm;

  it('is offered with the regrets: the same agency first, and of people nothing but name and agency', async () => {
    const opened = await world.open('m14', 'Someone comes in my place', await buttonsOf('m14'));
    form = opened.form!;
    const [field] = form.fields;
    if (field?.kind !== 'choice') throw new Error('no choice');
    const agencyOf = (label: string): string => label.slice(label.indexOf(',') + 2);
    const people = await world.core.host.people(LCTF);
    expect(field.options.map(({ value }) => value)).not.toContain('m14');
    expect(field.options.length).toBe(people.length - 1);
    const own = people.find(({ member }) => member === 'm14')!.agencyName;
    const firstOther = field.options.findIndex(({ label }) => agencyOf(label) !== own.slice(0, 60));
    const later = field.options.slice(firstOther).map(({ label }) => agencyOf(label));
    expect(later).not.toContain(own);
    // m14's sector is private (hazard 2), and so is everyone's: agencies have sectors, people do not.
    const { file } = await readSample();
    const sectors = file.agencies.map(({ sector }) => sector).filter((sector) => sector !== '');
    expect(sectors.length).toBeGreaterThan(10);
    for (const { label } of field.options)
      for (const sector of sectors) expect(label.endsWith(sector)).toBe(false);
    for (const { value, label } of field.options) {
      const person = people.find(({ member }) => member === value)!;
      expect(label).toBe(`${person.name}, ${person.agencyName}`.slice(0, 75));
    }
  });

  it('is somebody of the roster, and not oneself', async () => {
    for (const instead of ['m14', 'm99', ''])
      expect((await world.submit('m14', form, { instead })).text).toBe(
        'Please choose one of the people shown.',
      );
    for (const said of ['Nobody Atall', 'm14'])
      expect((await world.command('m14', `meeting regrets ${said}`)).text).toContain(
        'Please name someone else of the roster',
      );
    expect(await row('Regrets')).toMatch(/^Regrets \(1\): Rowan [^()]+$/);
  });

  it('is asked whether they can come, and the chairs see it', async () => {
    const said = await world.submit('m14', form, { instead: 'm15' });
    expect(said.text).toMatch(/^Thank you for telling us\. We ask .+, and the chairs see it\.$/);
    expect(await asked('m14')).toEqual(['m15 open']);
    expect(await row('Regrets')).toMatch(/^Regrets \(1\): Rowan .+ \(named .+\)$/);
    // Nobody else learns of it.
    expect((await world.command('m03', 'meeting')).text).not.toContain('named');
    await world.goTo('2027-02-04T20:00:00Z');
    const brief = world.web.at('direct:m15').find(({ text }) => text.includes('named you in their place'));
    expect(brief!.text).toContain('cannot come on Wed 10 Feb, 10:00 to 11:30');
    expect(brief!.notice).not.toContain('Rowan');
    await world.press('m15', 'By video or phone', brief!.card);
    expect(await asked('m14')).toEqual(['m15 done']);
    expect(await row('Regrets')).toMatch(/comes instead\)$/);
  });

  it('can be another; who has answered already is not asked', async () => {
    const said = await world.command('m14', 'meeting regrets m03');
    expect(said.text).toContain('We ask');
    expect(await asked('m14')).toEqual(['m03 open', 'm15 done']);
    const again = await world.command('m14', 'meeting regrets m15');
    expect(again.text).toContain('has answered about this meeting already');
    expect(await asked('m14')).toEqual(['m03 ended', 'm15 done']);
  });

  it('says where the one who was named cannot come either', async () => {
    await world.command('m15', 'meeting regrets');
    expect(await row('Regrets')).toMatch(/who cannot come\)/);
  });

  it('is over for whoever comes after all', async () => {
    await world.command('m14', 'meeting regrets m16');
    const page = await world.command('m14', 'meeting');
    await world.press('m14', 'I will be there', page.card!);
    expect(await asked('m14')).toEqual(['m03 ended', 'm15 done', 'm16 ended']);
    expect(await row('Regrets')).not.toContain('Rowan');
  });

  it('is over when the meeting is cancelled', async () => {
    await world.command('m17', 'meeting regrets m18');
    expect(await asked('m17')).toEqual(['m18 open']);
    const cancel = await world.command('m01', `meeting cancel ${FEB}`);
    await world.press('m01', 'Cancel it', cancel.card!);
    expect(await asked('m17')).toEqual(['m18 ended']);
  });
});
