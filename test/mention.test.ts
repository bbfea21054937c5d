import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../src/audit/table.ts';
import type { Database } from '../src/db/types.ts';
import { agendaItems } from '../src/features/agenda/index.ts';
import { messages } from '../src/outbox/table.ts';
import { linkAccounts, linkRoom, ROOM, slack } from './support/chat.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

const HIT = 'tell them about Ann Example, SSN 123-45-6789';

describe.each(engines)('what is typed where others can read it, on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m01', 'm03', 'm28']);
    await linkRoom(database);
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m01', 'U-m03'] });
  });
  afterAll(() => database.close());

  const say = (text: string, account = 'U-m03', delivery?: string) =>
    world.from(slack(account, ROOM), { kind: 'mention', text }, delivery);
  const typed = async () => {
    await world.core.outbox.drain();
    return chat.at('direct:U-m01').filter(({ key }) => key.startsWith('typed:'));
  };
  const tables = () =>
    database.transaction(LCTF, async (tx) =>
      JSON.stringify([
        await tx.select().from(agendaItems),
        await tx.select().from(audit),
        await tx.select().from(messages),
      ]),
    );

  it.each([
    ['', 'What you can do'],
    ['help', 'What you can do'],
    ['agenda', 'Agenda, Wed 10 Feb'],
    ['meeting next', 'Wed 10 Feb'],
    ['agenda withdraw M99', 'no topic with that number'],
  ])('runs the bare command %j', async (text, answer) => {
    expect((await say(text)).text).toContain(answer);
  });

  it.each([
    ['agenda add Transport for the new swimming pool'],
    ['please add transport'],
    ['agenda edit "all about the new swimming pool"'],
    ['agenda --meeting "all about the new swimming pool"'],
  ])('takes no text: %j', async (text) => {
    const answer = await say(text);
    expect(answer.text).toContain('Others can read what is typed here');
    const { reply } = answer;
    const [block] = reply.kind === 'note' ? (reply.buttons ?? []) : [];
    const button = block?.kind === 'buttons' ? block.buttons[0] : undefined;
    expect(button).toMatchObject({ kind: 'form', label: 'Add a topic' });
    const opened = await world.from(slack('U-m03'), {
      kind: 'open',
      token: button?.kind === 'form' ? button.value : '',
    });
    expect(opened.form?.fields[0]).toMatchObject({ name: 'title' });
    expect(await tables()).not.toContain('swimming pool');
    expect(await typed()).toEqual([]);
  });

  it('asks the writer to delete a hit, and tells the facilitator once that it happened', async () => {
    const answer = await say(HIT, 'U-m03', 'hit-1');
    expect(answer.text).toContain('Please delete your message now');
    expect(answer.text).toContain('Dana was told that this happened, not what it said.');
    expect(answer.text).not.toMatch(/Ann|123/);
    expect((await say(HIT, 'U-m03', 'hit-1')).text).toContain('We have that already');
    const cards = await typed();
    expect(cards).toHaveLength(1);
    expect(cards[0]!.text).toContain('was typed Wed 3 Feb');
    expect(cards[0]!.text).not.toMatch(/Ann|123|Priya/);
    expect(cards[0]!.notice).toBe('Please look at the channel');
    expect(await tables()).not.toMatch(/Ann Example|123-45/);
    expect((await world.press('m03', 'I deleted it', answer.card!)).text).toBe(
      'Thank you. There is nothing more to do.',
    );
    world.setClock('2027-02-03T14:30:00Z');
    const help = await world.press('m03', 'I need help', answer.card!);
    expect(help.text).toContain('Dana knows that you would like help.');
    // Nobody is notified of an edit: it is a message of its own, and says where.
    expect(await typed()).toEqual(cards);
    const [asked, ...more] = chat.at('direct:U-m01').filter(({ key }) => key.startsWith('typed-help:'));
    expect(more).toEqual([]);
    expect(asked!.notice).toBe('Someone would like your help');
    expect(asked!.text).toContain('Priya Raman would like help with it: please call.');
    expect(asked!.text).toContain('in a channel on Slack of Larkmoor TF');
  });

  it('says whom to call while Convener is paused: nobody is told of it then', async () => {
    await world.command('m01', 'pause');
    const before = await typed();
    const answer = await say(HIT, 'U-m03', 'hit-paused');
    expect(answer.text).not.toContain('was told');
    expect(answer.text).toMatch(
      /I send nothing just now, so Dana does not know yet\. Please call 555-0100\./,
    );
    const help = await world.press('m03', 'I need help', answer.card!);
    expect(help.text).not.toContain('knows');
    expect(help.text).toContain('Please call 555-0100.');
    expect(await typed()).toEqual(before);
    await world.submit('m01', (await world.command('m01', 'resume')).form!, { goes: [] });
  });

  it('reads what stands beside a command, too', async () => {
    expect((await say('agenda withdraw 123-45-6789')).text).toContain('Please delete your message now');
    expect((await say('help SSN 123-45-6789')).text).toContain('Please delete your message now');
  });

  it('asks a stranger to delete it as well, and tells nobody', async () => {
    const before = (await typed()).length;
    const answer = await say(HIT, 'UX');
    expect(answer.text).toContain('Please delete your message now');
    expect(answer.text).not.toMatch(/Ann|123|Dana/);
    expect((await say('agenda', 'UX')).reply).toMatchObject({ kind: 'refused', why: 'stranger' });
    const nowhere = await world.from(slack('UX', 'channel:C9', 'T9'), { kind: 'mention', text: HIT });
    expect(nowhere.text).toContain('Please delete your message now');
    expect(await typed()).toHaveLength(before);
  });
});
