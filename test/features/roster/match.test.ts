import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../src/audit/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { strangers } from '../../../src/features/roster/table.ts';
import { accounts, agencies, members } from '../../../src/features/roster/index.ts';
import { nameOf } from '../../../src/features/roster/strangers.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { linkAccounts, linkRoom, ROOM, slack, until } from '../../support/chat.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each(engines)('matching on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m01', 'm02', 'm03']);
    await linkRoom(database);
  });
  afterAll(() => database.close());

  const meet = async (account: string, name: string, email?: string) => {
    chat.profiles.set(account, { name, ...(email ? { email } : {}), full: true });
    expect((await world.from(slack(account, ROOM), { kind: 'command', text: 'agenda' })).reply).toMatchObject(
      {
        why: 'stranger',
      },
    );
    await until(world, async () => expect((await open()).map((row) => row.account)).toContain(account));
  };
  const open = () => database.transaction(LCTF, (tx) => tx.select().from(strangers));
  const card = () => chat.at('direct:U-m01').find(({ key }) => key === 'match');
  const shown = async () => {
    await world.core.outbox.drain();
    return card()!;
  };
  const owner = async (account: string) =>
    (
      await database.transaction(LCTF, (tx) =>
        tx.select().from(accounts).where(eq(accounts.account, account)),
      )
    )[0];

  it('asks the facilitators once, and looks an account up once', async () => {
    await meet('U30', 'Ola Nowak', 'M30@nobody.example');
    await meet('U30', 'Ola Nowak');
    await until(world, () => expect(card()?.text ?? '').toContain('Ola Nowak on Slack'));
    expect(card()!.text).toContain('Nobody on the roster has this e-mail address.');
    expect(card()!.notice).toBe('Someone new needs your yes');
    expect(chat.asked.filter((each) => each === 'U30')).toHaveLength(1);
    expect(world.web.at('direct:m02').filter(({ key }) => key === 'match')).toEqual([]);
  });

  it('asks nobody about someone who only looks at their own page', async () => {
    const asked = { deliveryId: 'home', receivedAt: world.now() };
    expect(await world.core.app.home({ ...slack('U38'), ...asked })).toMatchObject({
      reply: { why: 'stranger' },
    });
    // What comes of it by itself would be here by now.
    await meet('U39', 'Uma Field');
    expect(chat.asked).not.toContain('U38');
    await world.press('m01', 'Not one of us', (await shown()).card, 'Uma Field');
  });

  it('suggests by e-mail address, and links with one press, once of two', async () => {
    await meet('U4', 'owen b', 'M04@CSP.example');
    await until(world, () =>
      expect(card()?.text ?? '').toContain('The e-mail address is that of Owen Brandt'),
    );
    const before = (await shown()).card;
    const answers = await Promise.all([
      world.press('m01', 'It is Owen Brandt', before, 'owen b'),
      world.press('m02', 'It is Owen Brandt', before, 'owen b'),
    ]);
    expect(answers.filter(({ text }) => text.startsWith('Linked: the Slack account'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.startsWith('That is settled already'))).toHaveLength(1);
    expect(await owner('U4')).toMatchObject({ member: 'm04' });
    expect((await shown()).text).not.toContain('owen b');
  });

  it('lets members do none of it, with a button that they were handed', async () => {
    const { card: handed } = await shown();
    expect((await world.press('m03', 'Not one of us', handed, 'Ola')).reply).toMatchObject({ why: 'denied' });
    expect((await world.open('m03', 'Add to the roster', handed, 'Ola')).reply).toMatchObject({
      why: 'denied',
    });
    expect(
      (
        await world.from(slack('U30'), {
          kind: 'press',
          token: (
            handed.blocks.find((block) => block.kind === 'list')!.rows[0]!.buttons!.at(-1) as {
              value: string;
            }
          ).value,
        })
      ).reply,
    ).toMatchObject({ why: 'stranger' });
  });

  it('gives no power by a co-chair’s match, nor by the press for all', async () => {
    await meet('U1', 'Dana from home', 'm01@harbor.example');
    await meet('U2', 'M. Vance', 'm02@lcso.example');
    // Both have an account there, so nothing is suggested; a co-chair picks the facilitator by hand.
    const { card: now } = await shown();
    const form = (await world.open('m02', 'Who is it?', now, 'M. Vance')).form!;
    expect((await world.submit('m02', form, { member: 'm01' })).reply).toMatchObject({ why: 'denied' });
    expect(await owner('U2')).toBeUndefined();
    const own = (await world.open('m01', 'Who is it?', now, 'Dana from home')).form!;
    expect((await world.submit('m01', own, { member: 'm01' })).text).toContain('Linked');
    await database.transaction(LCTF, (tx) =>
      tx
        .update(strangers)
        .set({ suggested: 'm13' as MemberId })
        .where(eq(strangers.account, 'U2')),
    );
    await meet('U6', 'colin', 'm06@lcda.example');
    await meet('U9', 'tomas', 'm09@cps.example');
    await until(world, () => expect(card()?.text ?? '').toContain('[Link the 2 suggested]'));
    expect((await world.press('m02', 'Link the 2 suggested', (await shown()).card)).text).toBe(
      'Linked: 2 people.',
    );
    expect(await owner('U2')).toBeUndefined();
    expect(await owner('U6')).toMatchObject({ member: 'm06' });
  });

  it('adds a person with a role and an agency that the asker may give, once of two', async () => {
    const { card: now } = await shown();
    const form = (await world.open('m02', 'Add to the roster', now, 'Ola')).form!;
    expect(form.fields.map(({ name }) => name)).toEqual(['name', 'agency', 'role']);
    const add = (values: Record<string, string>, by = 'm02') => world.submit(by, form, values);
    const good = { name: 'Ola Nowak', agency: 'csp', role: 'member' };
    for (const [values, field] of [
      [{ ...good, role: 'co-chair' }, 'role'],
      [{ ...good, role: 'facilitator' }, 'role'],
      [{ ...good, agency: 'new', newAgency: 'A new agency' }, 'agency'],
      [{ ...good, agency: 'nowhere' }, 'agency'],
      [{ ...good, name: 'Ola, SSN 123-45-6789' }, 'name'],
      [{ ...good, name: 'Ola\nNowak' }, 'name'],
    ] as const) {
      const { reply } = await add(values);
      expect(reply.kind === 'invalid' && Object.keys(reply.errors)).toEqual([field]);
    }
    expect((await add({ ...good, agency: 'new', newAgency: 'x\u202ey z' }, 'm01')).text).toContain(
      'one line',
    );
    const answers = await Promise.all([add(good), add(good, 'm01')]);
    expect(answers.filter(({ text }) => text === 'Ola Nowak is on the roster now.')).toHaveLength(1);
    const rows = await database.transaction(LCTF, (tx) =>
      tx.select().from(members).where(eq(members.name, 'Ola Nowak')),
    );
    expect(rows).toHaveLength(1);
    expect(await owner('U30')).toMatchObject({ member: rows[0]!.id });
    await until(world, () => expect(chat.at('direct:U30').map(({ key }) => key)).toEqual([]));
  });

  it('gives a new agency the members’ part by a facilitator’s word, never the closed one', async () => {
    await meet('U31', 'Nia New');
    const form = (await world.open('m01', 'Add to the roster', (await shown()).card, 'Nia')).form!;
    const values = { name: 'Nia New', agency: 'new', newAgency: 'Larkmoor Library', role: 'guest' };
    expect((await world.submit('m01', form, values)).text).toBe('Nia New is on the roster now.');
    const [agency] = await database.transaction(LCTF, (tx) =>
      tx
        .select()
        .from(agencies)
        .where(eq(agencies.name, 'Larkmoor Library' as never)),
    );
    expect(agency).toMatchObject({ segments: ['open', 'members'] });
  });

  it('remembers who is not one of us without a name, and asks no more', async () => {
    await meet('U32', 'Passer By');
    expect((await world.press('m01', 'Not one of us', (await shown()).card, 'Passer')).text).toContain(
      'Noted',
    );
    await world.from(slack('U32', ROOM), { kind: 'command', text: 'agenda' });
    const row = (await open()).find(({ account }) => account === 'U32');
    expect(row).toMatchObject({ state: 'refused', name: '', suggested: null });
    expect((await shown()).text).not.toContain('Passer');
  });

  it('knows the account of someone who left: nobody is asked whose it is', async () => {
    const asked = await world.command('m01', 'roster leave m03');
    const [yes] = asked.card!.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
    await world.press('m01', yes!.label, asked.card!);
    expect((await world.from(slack('U-m03', ROOM), { kind: 'command', text: 'agenda' })).reply).toMatchObject(
      {
        why: 'stranger',
      },
    );
    // What comes of it by itself would be here by now.
    await meet('U41', 'Una Field');
    expect(chat.asked).not.toContain('U-m03');
    const row = (await open()).find(({ account }) => account === 'U-m03');
    expect(row).toMatchObject({ state: 'refused', name: '', suggested: null });
    await world.press('m01', 'Not one of us', (await shown()).card, 'Una Field');
  });

  it('passes on no name that points to a person, and writes none into the audit', async () => {
    await meet('U33', 'Jo, born 03/14/2009\n<!channel>');
    await until(world, () => expect(card()?.text ?? '').toContain('Someone on Slack'));
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(audit));
    for (const words of ['2009', 'Ola', 'Owen', 'Passer']) expect(JSON.stringify(rows)).not.toContain(words);
  });

  it('asks the co-chairs where there is no facilitator', async () => {
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ roles: ['member'] })
        .where(eq(members.id, 'm01' as MemberId)),
    );
    await meet('U34', 'Late Comer');
    await until(world, () =>
      expect(world.web.at('direct:m02').find(({ key }) => key === 'match')?.text ?? '').toContain(
        'Late Comer',
      ),
    );
    // And the card that is the facilitator's no more is gone.
    expect(card()).toBeUndefined();
  });
});

it.each([
  ['Ana  María', 'Ana  María'],
  ['', 'Someone'],
  ['\u202e\n', 'Someone'],
  ['born 03/14/2009', 'Someone'],
  ['Bo', 'Bo'],
  [`${'x'.repeat(79)}😀😀`, 'x'.repeat(79)],
])('takes the name %j as %j', (name, taken) => {
  expect(nameOf({ name })).toBe(taken);
});
