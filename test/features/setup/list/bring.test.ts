import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../../src/audit/table.ts';
import type { Database } from '../../../../src/db/types.ts';
import { accounts, agencies, members } from '../../../../src/features/roster/index.ts';
import type { SealedForm } from '../../../../src/kernel/card.ts';
import { cardText, createWorld, LCTF, type Said, type World } from '../../../support/core.ts';
import { engines, openTestDatabase } from '../../../support/database.ts';

const WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

describe.each(engines)('roster import on %s', (engine) => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const named = (...names: string[]) =>
    database.transaction(LCTF, (tx) => tx.select().from(members).where(inArray(members.name, names)));
  const counts = () =>
    database.transaction(LCTF, async (tx) => ({
      members: await tx.$count(members),
      agencies: await tx.$count(agencies),
      accounts: await tx.$count(accounts),
    }));
  const open = async (member: string): Promise<SealedForm> =>
    (await world.command(member, 'roster import')).form!;
  const send = async (member: string, people: string, form?: SealedForm): Promise<Said> =>
    world.submit(member, form ?? (await open(member)), { people });
  const shown = ({ card }: Said): string => (card ? cardText(card, WORDS) : '');

  const LIST = [
    'Name\tAgency\tEmail\tTitle\tSector\tNotes',
    'Ivo Marsh\tQuarry Clinic\tivo@quarry.example\tNurse\thealth\tcalls on Mondays',
    'Uma Reyes\tQuarry Clinic\tuma@quarry.example\t\t\t',
    'Eve Stone\tCounty Library\t\t\t\t',
  ].join('\n');

  it('shows what it would add and writes nothing; then, sent again, writes just that', async () => {
    const before = await counts();
    const first = await send('m01', LIST);
    expect(first.kind).toBe('invalid');
    expect(shown(first)).toBe(
      [
        'Is this right? 3 people, 2 new agencies',
        'Taken: names from column A, agencies from column B, e-mail addresses from column C and job titles from column D.',
        'People',
        'Ivo Marsh, Quarry Clinic, Nurse',
        'Uma Reyes, Quarry Clinic',
        'Eve Stone, County Library',
        "New agencies: they may read the open and the members' part",
        'Quarry Clinic',
        'County Library',
        'A personal sector was left out: people have no sector here.',
        'Not needed and left out: column F.',
        'Without an e-mail address: 1. In Slack or Teams you will be asked who they are.',
      ].join('\n'),
    );
    expect(first.form!.submit).toBe('Add 3 people');
    expect(await counts()).toEqual(before);

    const second = await send('m01', LIST, first.form);
    expect(second.text).toContain('Added: 3 people and 2 new agencies. Each gets a hello first');
    expect(await counts()).toEqual({
      members: before.members + 3,
      agencies: before.agencies + 2,
      accounts: before.accounts + 3,
    });
    const added = await named('Ivo Marsh', 'Uma Reyes', 'Eve Stone');
    expect(added.map(({ roles, state, greeted }) => ({ roles, state, greeted }))).toEqual(
      added.map(() => ({ roles: ['member'], state: 'active', greeted: false })),
    );
    expect(added.find(({ name }) => name === 'Ivo Marsh')).toMatchObject({
      title: 'Nurse',
      email: 'ivo@quarry.example',
    });
    const rows = await database.transaction(LCTF, (tx) =>
      tx.select().from(audit).where(eq(audit.action, 'add member')),
    );
    expect(rows.map(({ subject }) => subject).toSorted()).toEqual(added.map(({ id }) => id).toSorted());
    // Neither the sector nor the notes are anywhere.
    const all = JSON.stringify([added, rows]);
    expect(all).not.toMatch(/health|Mondays/);
  });

  it('recognises who is here, by address or name, and leaves them as they are', async () => {
    const more = `${LIST}\nIvo Marsh-Hill\tElsewhere\tIVO@quarry.example\t\t\t\nKit Vale\tcounty  library\tkit@library.example`;
    const first = await send(
      'm01',
      more.replace('Ivo Marsh\tQuarry Clinic\tivo@', 'Ivo Marsh\tQuarry Clinic\tnew@'),
    );
    expect(shown(first)).toContain('Is this right? 2 people, 0 new agencies, 3 already here');
    expect(shown(first)).toContain('Here already, and left as they are: rows 3, 4 and 5.');
    expect((await send('m01', LIST)).text).toBe(
      'Everyone on this list is here already. There is nothing to add.',
    );
  });

  it('shows it again when the list, or the roster, is another one by then', async () => {
    const before = await counts();
    const line = 'Name,Agency\nNoor Ali,County Library';
    const first = await send('m01', line);
    const changedList = await send('m01', `${line}\nPim Ross,County Library`, first.form);
    expect(shown(changedList)).toContain('Is this right? 2 people');
    expect(await counts()).toEqual(before);
    const other = await send('m02', line);
    const both = await Promise.all([send('m01', line, first.form), send('m02', line, other.form)]);
    expect(both.map(({ text }) => text.slice(0, 15)).toSorted()).toEqual([
      'Added: 1 person',
      'Everyone on thi',
    ]);
    expect(await counts()).toMatchObject({ members: before.members + 1, agencies: before.agencies });
  });

  it('lets co-chairs add people, and facilitators alone new agencies and roles with power', async () => {
    const before = await counts();
    const asked = await send(
      'm02',
      'Name,Agency,Role\nLou Fenn,Brand New Office,member\nMo Dale,County Library,co-chair',
    );
    expect(shown(asked)).toContain(
      'Row 2, agency: is not here yet. Only a facilitator can add a new agency.',
    );
    expect(shown(asked)).toContain('Row 3, role: only a facilitator can give this role.');
    const boss = await send('m01', 'Name,Agency,Role\nLou Fenn,County Library,facilitator');
    expect(shown(boss)).toContain('Row 2, role: a facilitator is not made by a list.');
    expect(await counts()).toEqual(before);
  });

  it('is refused to everyone else, form in hand', async () => {
    const form = await open('m01');
    for (const member of ['m03', 'm07']) {
      expect((await world.command(member, 'roster import')).reply).toMatchObject({ why: 'denied' });
      expect((await send(member, LIST, form)).reply).toMatchObject({ why: 'denied' });
    }
  });

  it('greets them, and asks nothing with it', async () => {
    const [ivo] = await named('Ivo Marsh');
    await world.goTo(new Date(world.now().getTime() + 3 * 86_400_000));
    const first = world.web.at(`direct:${ivo!.id}`);
    expect(first[0]?.notice).toMatch(/^Hello from /);
  });
});
