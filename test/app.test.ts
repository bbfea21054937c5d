import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../src/audit/table.ts';
import type { Database } from '../src/db/types.ts';
import { readSample } from '../src/demo/begin.ts';
import { stored } from '../src/guard/index.ts';
import { agendaItems } from '../src/features/agenda/index.ts';
import { members } from '../src/features/roster/index.ts';
import type { MemberId, TaskForceId } from '../src/kernel/ids.ts';
import { createWorld, LCTF, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

const OTHER = 'other' as TaskForceId;
const SECRET_DATE = '03/14/2009';

describe.each(engines)('the corridor on %s', (engine) => {
  let database: Database;
  let world: World;
  let other: World;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    const { file } = await readSample();
    other = await createWorld(database, { file: { ...file, taskForce: { ...file.taskForce, id: OTHER } } });
  });
  afterAll(() => database.close());

  const items = (taskForce = LCTF) => database.transaction(taskForce, (tx) => tx.select().from(agendaItems));
  const auditRows = (taskForce = LCTF) => database.transaction(taskForce, (tx) => tx.select().from(audit));

  it('gives one delivery one effect, however often and however close together it comes', async () => {
    const before = (await items()).length;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        world.command('m03', 'agenda add Delivered five times', 'same-delivery'),
      ),
    );
    expect((await items()).length).toBe(before + 1);
    expect(answers.filter((answer) => answer.text.startsWith('Saved'))).toHaveLength(1);
    expect(
      answers.filter((answer) => answer.text === 'We have that already. Nothing was done twice.'),
    ).toHaveLength(4);
  });

  it('takes a form that was corrected after an error, though its delivery is the same', async () => {
    const { form } = await world.command('m03', 'agenda add');
    const refused = await world.submit(
      'm03',
      form!,
      { title: 'x', minutes: 'many', part: 'members' },
      'one-form',
    );
    expect(refused.kind).toBe('invalid');
    expect(refused.reply).toMatchObject({
      errors: {
        title: 'Please write at least 3 characters.',
        minutes: 'A number, please: how many minutes?',
      },
    });
    const saved = await world.submit(
      'm03',
      form!,
      { title: 'Corrected after an error', minutes: '5', part: 'members' },
      'one-form',
    );
    expect(saved.text).toContain('Saved for Wed 10 Feb.');
  });

  it('writes one audit row per change, with ids and never the text', async () => {
    const before = await auditRows();
    await world.command('m03', 'agenda add Something only a title says');
    const rows = (await auditRows()).slice(before.length);
    expect(rows.map(({ actor, action }) => ({ actor, action }))).toEqual([
      { actor: 'm03', action: 'propose' },
    ]);
    expect(JSON.stringify(await auditRows())).not.toContain('only a title says');
  });

  it.each([
    ['a member', 'm03', 'agenda accept M4'],
    ['a member', 'm03', 'agenda publish'],
    ['a member', 'm03', 'invite m05'],
    ['a guest', 'm11', 'agenda move 1 2'],
    ['a records officer', 'm28', 'agenda add Not mine to do'],
    ['a records officer', 'm28', 'start'],
  ])('refuses %s (%s): %s', async (_, member, text) => {
    const before = (await auditRows()).length;
    const answer = await world.command(member, text);
    expect(answer.reply).toMatchObject({ kind: 'refused', why: 'denied' });
    expect((await auditRows()).length).toBe(before);
  });

  it('knows nobody who is not on the roster, or has left it', async () => {
    for (const stranger of ['m99', 'm29', '', '*'])
      expect((await world.command(stranger, 'agenda')).reply).toMatchObject({
        kind: 'refused',
        why: 'stranger',
      });
  });

  it('reads roles at every request', async () => {
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ roles: ['co-chair'] })
        .where(eq(members.id, 'm04' as MemberId)),
    );
    expect((await world.command('m04', 'agenda hold')).kind).toBe('note');
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ roles: ['member'] })
        .where(eq(members.id, 'm04' as MemberId)),
    );
    expect((await world.command('m04', 'agenda release')).reply).toMatchObject({ why: 'denied' });
    await world.command('m01', 'agenda release');
  });

  it('does nothing with what was signed for another task force, and says what it says of things that do not exist', async () => {
    const page = await other.command('m01', 'agenda');
    const before = await items(OTHER);
    const foreign = await world.press('m01', 'Accept', page.card!, 'What can each of us share');
    expect(foreign.reply).toMatchObject({ kind: 'refused', why: 'unknown' });
    expect(await items(OTHER)).toEqual(before);
    expect((await world.intent('m01', { kind: 'press', token: 'forged.token' })).text).toBe(foreign.text);
    expect((await world.command('m01', 'agenda --meeting nothing-of-the-kind')).reply).toMatchObject({
      why: 'unknown',
    });
  });

  it('keeps and repeats nothing that the guard refused', async () => {
    const before = (await items()).length;
    const typed = await world.command('m03', `agenda add Update on the girl born ${SECRET_DATE}`);
    expect(typed.text).toContain('Not saved: this may point to a person');
    expect(typed.text).toContain('a birth date');
    expect(typed.text).not.toContain(SECRET_DATE);
    const { form } = await world.command('m03', 'agenda add');
    const submitted = await world.submit('m03', form!, {
      title: `DOB ${SECRET_DATE}`,
      minutes: '',
      part: 'members',
    });
    expect(submitted.kind).toBe('invalid');
    expect((await items()).length).toBe(before);
    for (const kept of [await items(), await auditRows()])
      expect(JSON.stringify(kept)).not.toContain(SECRET_DATE);
  });

  it('lets a chair declare an address public, and audits the kind alone', async () => {
    const address = 'Walk-through of 214 Birch Ave Apt 3B with her';
    const { form } = await world.command('m01', 'agenda add');
    const refused = await world.submit('m01', form!, { title: address, minutes: '5', part: 'members' });
    expect(refused.form!.fields.map((field) => field.name)).toContain('declared');
    const byMember = await world.submit('m03', (await world.command('m03', 'agenda add')).form!, {
      title: address,
      minutes: '5',
      part: 'members',
      declared: 'yes',
    });
    expect(byMember.kind).toBe('invalid');
    expect(byMember.form!.fields.map((field) => field.name)).not.toContain('declared');
    const declared = await world.submit('m01', refused.form!, {
      title: address,
      minutes: '5',
      part: 'members',
      declared: ['yes'],
    });
    expect(declared.text).toContain('Saved');
    const rows = (await auditRows()).filter((row) => row.action === 'override guard');
    expect(rows.map((row) => row.detail)).toEqual([{ kind: 'address', reason: 'office or public place' }]);
  });

  it('takes a guest’s topic as a suggestion that waits for a chair, for the open part only', async () => {
    const saved = await world.command('m24', 'agenda add A word from the hotels --minutes 5');
    expect(saved.text).toBe('Saved. Thank you. A chair looks at it for Wed 10 Feb.');
    expect((await world.command('m24', 'agenda')).text).toContain('Waits for a chair');
    expect((await world.command('m03', 'agenda')).text).not.toContain('A word from the hotels');
    expect((await world.command('m24', 'agenda add For the members --part members')).reply).toMatchObject({
      why: 'denied',
    });
    const page = await world.command('m01', 'agenda');
    await world.press('m01', 'Accept', page.card!, 'A word from the hotels');
    expect((await world.command('m03', 'agenda')).text).toContain('A word from the hotels');
  });

  it('lets people change their own topic and nobody else’s', async () => {
    await world.command('m03', 'agenda add Mine to change');
    const mine = await world.command('m03', 'agenda');
    const form = await world.open('m03', 'Edit', mine.card!, 'Mine to change');
    const label = /(M\d+) Mine to change/.exec(mine.text)![1]!;
    expect((await world.command('m16', `agenda edit ${label}`)).reply).toMatchObject({
      kind: 'refused',
      why: 'unknown',
    });
    expect((await world.submit('m16', form.form!, { title: 'Stolen', part: 'members' })).reply).toMatchObject(
      { kind: 'refused' },
    );
    expect(
      (await world.submit('m03', form.form!, { title: 'Changed by me', part: 'members' })).text,
    ).toContain('Saved.');
  });

  it('takes no old form over what was changed meanwhile', async () => {
    await world.command('m03', 'agenda add Open at first --part open');
    const old = await world.open(
      'm03',
      'Edit',
      (await world.command('m03', 'agenda')).card!,
      'Open at first',
    );
    const newer = await world.open(
      'm01',
      'Edit',
      (await world.command('m01', 'agenda')).card!,
      'Open at first',
    );
    await world.submit('m01', newer.form!, { title: 'Open at first', part: 'members' });
    const refused = await world.submit('m03', old.form!, { title: 'Open at first', part: 'open' });
    expect(refused.text).toContain('This topic has changed meanwhile.');
    const [item] = (await items()).filter((each) => each.title === 'Open at first');
    expect(item!.segment).toBe('members');
    expect(
      (await world.submit('m03', refused.form!, { title: 'Looked again', part: 'members' })).text,
    ).toContain('Saved.');
  });

  it('shows a guest’s change to a chair again before anyone else sees it', async () => {
    await world.command('m26', 'agenda add A question from the paper --minutes 5');
    await world.press(
      'm01',
      'Accept',
      (await world.command('m01', 'agenda')).card!,
      'A question from the paper',
    );
    const edit = await world.open(
      'm26',
      'Edit',
      (await world.command('m26', 'agenda')).card!,
      'A question from the paper',
    );
    expect(
      (await world.submit('m26', edit.form!, { title: 'Something no chair has seen', minutes: '90' })).text,
    ).toContain('A chair looks at it.');
    expect((await world.command('m03', 'agenda')).text).not.toContain('Something no chair has seen');
  });

  it('lets people take their own topic out, and a chair anyone’s', async () => {
    await world.command('m05', 'agenda add Mine to take out');
    await world.command('m05', 'agenda add A chair takes this out');
    const page = await world.command('m05', 'agenda');
    expect((await world.press('m05', 'Take out', page.card!, 'Mine to take out')).text).toContain(
      'Taken out.',
    );
    const label = /(M\d+) A chair takes this out/.exec((await world.command('m01', 'agenda')).text)![1]!;
    expect((await world.command('m16', `agenda withdraw ${label}`)).reply).toMatchObject({
      kind: 'refused',
      why: 'unknown',
    });
    expect((await world.command('m02', `agenda withdraw ${label}`)).text).toContain('Taken out.');
    expect((await world.command('m05', 'agenda')).text).not.toMatch(
      /Mine to take out|A chair takes this out/,
    );
  });

  it.each([
    ['m16', 'agenda edit M3'],
    ['m01', 'agenda edit 1'],
    ['m01', 'agenda accept 1'],
    ['m01', 'agenda move M1 2'],
    ['m01', 'agenda withdraw 1'],
    ['m01', 'agenda hold'],
    ['m01', 'agenda publish'],
  ])('leaves a past meeting as it was (%s: %s)', async (member, text) => {
    const before = await items();
    const sent = world.web.posted.size;
    const answer = await world.command(member, `${text} --meeting mtg-2027-01`);
    expect(answer.reply).toMatchObject({ kind: 'refused' });
    await world.core.outbox.drain();
    expect([await items(), world.web.posted.size]).toEqual([before, sent]);
    expect((await world.command('m03', 'agenda --meeting mtg-2027-01')).text).toContain(
      'This meeting is over.',
    );
  });

  it('accepts nothing that the guard stops, however it got there', async () => {
    await world.command('m03', 'agenda add Stored before the rule was known');
    await database.transaction(LCTF, (tx) =>
      tx
        .update(agendaItems)
        .set({ title: stored('DOB 03/14/2009'), state: 'suggested' })
        .where(eq(agendaItems.title, stored('Stored before the rule was known'))),
    );
    const page = await world.command('m01', 'agenda');
    expect((await world.press('m01', 'Accept', page.card!, 'DOB 03/14/2009')).text).toContain(
      'The guard stopped this text',
    );
    await world.press('m01', 'Take out', page.card!, 'DOB 03/14/2009');
  });

  it('tells strangers and guests of no command that is not theirs', async () => {
    expect((await world.command('m99', 'agneda')).reply).toMatchObject({ why: 'stranger' });
    for (const text of ['agenda accept', 'agenda accpt', 'invit'])
      expect((await world.command('m11', text)).text).not.toMatch(/accept|invite/i);
  });

  it('ends the earlier link and its sessions when a new link is made', async () => {
    const linkOf = async () => /\/i\/(\S+)/.exec((await world.command('m01', 'invite m07')).text)![1]!;
    const first = await linkOf();
    expect(await world.core.host.useInvite(first)).toMatchObject({ account: 'm07' });
    const second = await linkOf();
    expect(await world.core.host.useInvite(first)).toBe('old');
    const known = await world.core.host.whoIs({
      platform: 'web',
      tenant: LCTF,
      account: 'm07',
      taskForce: LCTF,
      deliveryId: 'x',
      receivedAt: world.now(),
    });
    expect(known!.sessionsSince).toBeInstanceOf(Date);
    // Who has come to power since needs a one-time link.
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ roles: ['co-chair'] })
        .where(eq(members.id, 'm07' as MemberId)),
    );
    expect([await world.core.host.useInvite(second), await world.core.host.peekInvite(second)]).toEqual([
      'old',
      'old',
    ]);
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ roles: ['member'], state: 'left' })
        .where(eq(members.id, 'm07' as MemberId)),
    );
    expect(await world.core.host.peekInvite(second)).toBe('old');
  });

  it('keeps the answers about coming, the last one each', async () => {
    const next = await world.command('m05', 'meeting next');
    await world.press('m05', 'I will be there', next.card!);
    expect((await world.press('m05', 'Regrets', next.card!)).text).toContain(
      'We will miss you on Wed 10 Feb',
    );
    expect((await world.command('m05', 'meeting')).text).toContain('You sent regrets.');
    expect((await world.command('m06', 'meeting regrets')).kind).toBe('note');
  });

  it('gives someone abroad their own hours, with the zone named', async () => {
    expect((await world.command('m27', 'agenda')).text).toContain(
      'Wed 10 Feb, 09:00 to 10:30 (Central Time)',
    );
  });
});

describe('before Start', () => {
  it('nothing goes out, and what was due before it never does', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database, { notStarted: true });
      await world.command('m03', 'agenda add Proposed before Start');
      await world.goTo('2027-02-09T12:00:00Z');
      expect(world.web.posted.size).toBe(0);
      expect((await world.command('m03', 'start')).reply).toMatchObject({ why: 'denied' });
      const shown = await world.command('m01', 'start');
      expect(shown.text).toContain('This is what would go out if you started now.');
      expect(world.web.posted.size).toBe(0);
      expect((await world.press('m01', 'Start now', shown.card!)).text).toContain('Started.');
      await world.goTo('2027-02-09T18:00:00Z');
      // Topics closed, draft and publishing were due before Start: a person must publish.
      expect([...world.web.posted.values()].map((message) => message.key)).toEqual(['left:m29', 'hello:m30']);
      const asked = await world.command('m01', 'agenda publish');
      expect(asked.text).toContain('Send the agenda for Wed 10 Feb now?');
      expect((await world.press('m01', 'Send it now', asked.card!)).text).toContain('on its way');
    } finally {
      await database.close();
    }
  });
});

describe('what did not fit', () => {
  it('comes first next time, and says so in both places', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database);
      await world.goTo('2027-02-10T17:00:00Z');
      expect((await world.command('m03', 'agenda --meeting mtg-2027-02')).text).toContain(
        'Survivor advisor stipend: renewing the county line item (8 min · Imani Castellano · moved to the next meeting)',
      );
      const march = (await world.command('m03', 'agenda')).text;
      expect(march).toContain(
        'M1 Survivor advisor stipend: renewing the county line item (8 min · Imani Castellano · moved over from last time)',
      );
      await world.goTo('2027-02-12T17:00:00Z');
      expect((await world.command('m03', 'agenda')).text).toBe(march);
    } finally {
      await database.close();
    }
  });
});

describe('Start after topics should have closed', () => {
  it('takes no topics for that meeting, and publishes what was proposed', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database, { startAt: '2027-02-05T15:00:00Z' });
      expect((await world.command('m03', 'agenda add Too late')).text).toContain(
        'Topics for Wed 10 Feb are closed. Saved for Wed 10 Mar.',
      );
      await world.goTo('2027-02-08T15:00:00Z');
      const [post] = world.web.at('channel:main').filter((message) => message.key === 'agenda:mtg-2027-02');
      expect(post!.text).toContain('What can each of us share?');
      expect(post!.text).not.toContain('proposed');
    } finally {
      await database.close();
    }
  });
});

describe('an agenda on hold', () => {
  it('does not go out at its time, and goes out when it is let', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database);
      await world.goTo('2027-02-05T15:00:00Z');
      const [draft] = world.web.at('direct:m02').filter((message) => message.key.startsWith('draft:'));
      await world.press('m02', 'Hold it', draft!.card);
      await world.goTo('2027-02-08T16:00:00Z');
      const agendas = () =>
        world.web.at('channel:main').filter((message) => message.key.startsWith('agenda:'));
      expect(agendas()).toEqual([]);
      expect(world.web.at('direct:m02').find((message) => message.key.startsWith('draft:'))!.text).toContain(
        'It is on hold',
      );
      expect((await world.command('m13', 'agenda release')).text).toContain('on its way');
      await world.core.outbox.drain();
      expect(agendas()).toHaveLength(1);
    } finally {
      await database.close();
    }
  });
});

describe('after an outage', () => {
  it('does late what still helps, once, and tells the facilitator what did not', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database);
      // The server is off from 3 to 9 February: topics close, draft and publishing all fell due meanwhile.
      world.setClock('2027-02-09T12:00:00Z');
      await world.core.tick();
      await world.core.outbox.drain();
      expect(
        world.web
          .at('channel:main')
          .filter((message) => message.key === 'agenda:mtg-2027-02')
          .map((message) => message.sends),
      ).toEqual([1]);
      // Off again over the whole of March: what was for that meeting helps no one now.
      world.setClock('2027-03-20T12:00:00Z');
      await world.core.tick();
      await world.core.outbox.drain();
      const [trouble] = world.web.at('direct:m01').filter((message) => message.key === 'trouble');
      expect(trouble!.text).toContain('Not sent\n');
      expect(trouble!.text).toContain('The agenda goes out (was due Mon 8 Mar, 10:00: too late to help)');
      expect(trouble!.notice).toBe('Something could not be sent');
      expect(world.web.at('direct:m03').filter((message) => message.key === 'trouble')).toEqual([]);
    } finally {
      await database.close();
    }
  });
});
