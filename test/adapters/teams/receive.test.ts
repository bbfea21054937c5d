import { describe, expect, it } from 'vitest';
import { activityBody } from '../../../adapters/teams/payload.ts';
import { commandText } from '../../../adapters/teams/receive.ts';
import type { Answer } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import type { Thing } from '../../support/slack/json.ts';
import { buttonOf, noticeOf, plainTextOf, seenBy } from '../../support/teams/signed.ts';
import { CALL, TOPIC } from '../web/cards.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const note = (text: string): Answer['reply'] => ({ kind: 'note', text: rich`${text}` });
const last = () => stage.host.handled.at(-1)!;
const type = (text: string, change?: (activity: Thing) => Thing) =>
  stage.sender.message(stage.dana, stage.chat, text, change ? { change } : {});
/** An invoke as no button of ours makes it. */
const invoke = (name: string, value: unknown) =>
  type('', (activity) => ({ ...activity, type: 'invoke', name, value }));

describe('what is typed', () => {
  it('in a personal chat is a command, answered there with no word on a lock screen', async () => {
    stage.host.answer = () => note('Three topics so far.');
    await type('agenda\u00a0 add  Budget —minutes 10');
    expect(last()).toMatchObject({
      envelope: { place: `direct:${stage.dana.aadObjectId}` },
      intent: { kind: 'command', text: 'agenda add Budget —minutes 10' },
    });
    const [told] = await stage.told();
    expect([noticeOf(told!), plainTextOf(told!)]).toEqual(['An answer for you', 'Three topics so far.']);
  });

  it('answers a command that needs a form with a button that opens it', async () => {
    stage.host.answer = () => ({ kind: 'form', form: TOPIC });
    await type('agenda add');
    const [told] = await stage.told();
    expect(buttonOf(told!, 'Add a topic').data).toEqual({
      convener: 'open',
      t: 'token-context',
      msteams: { type: 'task/fetch' },
    });
  });

  it('in a channel counts with a mention only, and is answered in the own chat', async () => {
    const { sender, dana, room, teams } = stage;
    stage.host.answer = () => note('Only for you.');
    await sender.message(dana, room, 'we talk among ourselves', { mention: false });
    expect(stage.host.handled).toEqual([]);
    await sender.message(dana, room, 'agenda add Budget');
    expect(last()).toMatchObject({
      envelope: { account: dana.aadObjectId, place: `channel:${room.id}` },
      intent: { kind: 'mention', text: 'agenda add Budget' },
    });
    expect((await stage.told()).map(plainTextOf)).toEqual(['Only for you.']);
    expect(teams.postsIn(room)).toEqual([]);
  });

  it('says in the thread, without a word of the answer, when there is no way to the person', async () => {
    const { sender, dana, room, teams } = stage;
    stage.host.answer = () => note('Only for you.');
    const code = 'BotNotInConversationRoster';
    teams.fail('createConversation', { kind: 'status', status: 403, code });
    await sender.message(dana, room, 'agenda', { thread: '17' });
    const [told] = await teams.until(() => teams.postsIn(room).length > 0 && teams.postsIn(room));
    expect(told!.thread).toBe('17');
    expect(plainTextOf(told!)).toContain('Please add Convener for yourself');
    expect(plainTextOf(told!)).not.toContain('Only for you.');
  });

  it('is answered once more where the connection was cut, on a new one; not a third time', async () => {
    const { teams } = stage;
    stage.host.answer = () => note('Held.');
    teams.fail('sendToConversation', { kind: 'drop' });
    await type('agenda hold');
    expect((await stage.told()).map(plainTextOf)).toEqual(['Held.']);
    teams.fail('sendToConversation', { kind: 'drop' }, { times: 3 });
    await type('agenda release');
    await stage.platform.stop();
    expect(teams.of('sendToConversation').map(({ outcome }) => outcome)).toEqual([
      'drop',
      'ok',
      'drop',
      'drop',
    ]);
  });

  it.each([{ status: 429, retryAfter: 1 }, { status: 412 }, { status: 503 }])(
    'is answered, in the own chat and nowhere else, after a %o',
    async (fault) => {
      const { sender, dana, room, teams } = stage;
      stage.host.answer = () => note('Only for you.');
      teams.fail('sendToConversation', { kind: 'status', ...fault });
      await sender.message(dana, room, 'agenda');
      expect((await stage.told()).map(plainTextOf)).toEqual(['Only for you.']);
      await stage.platform.stop();
      expect(teams.postsIn(room)).toEqual([]);
    },
  );

  it('asks to ask again, and to add nothing, when there is a way that does not work now', async () => {
    const { sender, dana, room, chat, teams } = stage;
    stage.host.answer = () => note('Only for you.');
    await sender.message(dana, chat, 'help');
    await stage.told();
    const to = ({ where }: { readonly where: string }) => where === chat.id;
    teams.fail('sendToConversation', { kind: 'status', status: 503 }, { times: 2, when: to });
    await sender.message(dana, room, 'agenda');
    const [told] = await teams.until(() => teams.postsIn(room).length > 0 && teams.postsIn(room));
    expect(plainTextOf(told!)).toContain('Please ask again in a few minutes');
    expect(plainTextOf(told!)).not.toMatch(/Only for you|add Convener/);
  });

  it('in a group chat counts with a mention', async () => {
    const { sender, dana, pia, teams, tenant } = stage;
    const group = teams.addGroupChat(tenant, [dana, pia]);
    await sender.message(dana, group, 'help');
    expect(last()).toMatchObject({
      envelope: { place: `channel:${group.id}` },
      intent: { kind: 'mention', text: 'help' },
    });
  });

  it.each([
    ['<at>Convener</at>&nbsp;agenda\n', 'agenda'],
    ['/convener help', 'help'],
    // Typed out, without choosing the name from the list.
    ['@Convener agenda', 'agenda'],
    ['/agenda add A &amp; B &lt;C&gt;', 'agenda add A & B <C>'],
    ['ask <at id="1">Pia</at>\r\nto  come', 'ask Pia to come'],
    [undefined, ''],
  ])('reads %o as "%s"', (text, read) => {
    const bot = { id: '28:bot', name: 'Convener' };
    const body = activityBody.parse({
      type: 'message',
      channelId: 'msteams',
      serviceUrl: 'https://x.example/',
      conversation: { id: 'a' },
      recipient: bot,
      entities: [{ type: 'mention', mentioned: bot, text: '<at>Convener</at>' }],
      text,
    });
    expect(commandText(body)).toBe(read);
  });

  it('is answered though the word that it takes longer could not be said', async () => {
    const { sender, dana, chat, room, teams } = stage;
    const answered = Promise.withResolvers<Answer['reply']>();
    stage.host.answer = () => note('Help.');
    await sender.message(dana, chat, 'help');
    await stage.told();
    stage.host.answer = () => answered.promise;
    teams.fail('sendToConversation', { kind: 'status', status: 400 }, { times: 2 });
    await sender.message(dana, room, 'agenda');
    await teams.until(() => teams.of('sendToConversation').length === 3);
    answered.resolve(note('Three topics so far.'));
    expect((await stage.told(2)).map(plainTextOf).at(-1)).toBe('Three topics so far.');
  });

  it('helps whoever sends nothing', async () => {
    await type('');
    expect(last().intent).toEqual({ kind: 'command', text: 'help' });
  });

  it('is nobody without an Entra id', async () => {
    await type('help', (activity) => ({ ...activity, from: { id: '28:another-bot' } }));
    expect(stage.host.handled).toEqual([]);
  });
});

describe('presses', () => {
  const posted = async () => {
    await stage.sender.installed(stage.room, { by: stage.dana });
    await stage.show(stage.inRoom());
    return stage.teams.postsIn(stage.room)[0]!;
  };

  it('are answered for the one who pressed: words leave the card, a card takes its place', async () => {
    const { sender, pia, dana } = stage;
    const on = await posted();
    stage.host.answer = () => note('You are coming.');
    expect((await sender.press(pia, on, 'I will be there')).said).toBe('You are coming.');
    expect(plainTextOf(seenBy(on, pia))).toContain('Transport gap');
    stage.host.answer = () => ({ kind: 'card', card: CALL });
    await sender.press(pia, on, 'Accept');
    expect(plainTextOf(seenBy(on, pia))).toContain('One line is enough.');
    expect(plainTextOf(seenBy(on, dana))).toContain('Transport gap');
  });

  it('of an old client arrive as messages, and are answered by one', async () => {
    const on = await posted();
    stage.host.answer = () => note('You are coming.');
    await stage.sender.press(stage.dana, on, 'I will be there', undefined, { old: true });
    expect(last().intent).toEqual({ kind: 'press', token: 'token-yes' });
    expect((await stage.told()).map(plainTextOf)).toEqual(['You are coming.']);
  });

  it.each<[string, unknown]>([
    ['adaptiveCard/action', {}],
    ['adaptiveCard/action', undefined],
    ['adaptiveCard/action', { action: { data: { convener: 'press' } } }],
    ['adaptiveCard/action', { action: { data: { convener: 'evil', t: 'x' } } }],
    ['nobody/knows', { action: { data: { convener: 'press', t: 'x' } } }],
  ])('that are not ours get HTTP 200 with the code in the body: %s %o', async (name, value) => {
    expect(await invoke(name, value)).toMatchObject({
      status: 200,
      json: { statusCode: 400, type: 'application/vnd.microsoft.error' },
    });
    expect(stage.host.handled).toEqual([]);
  });
});

describe('presses that meet trouble of ours', () => {
  it.each(['adaptiveCard/action', 'task/fetch', 'task/submit'])('are told so in words: %s', async (name) => {
    stage.records.get = async () => Promise.reject(new Error('no database'));
    const data = { convener: 'press', t: 'x' };
    const { status, text } = await invoke(name, name.startsWith('task/') ? { data } : { action: { data } });
    expect(status).toBe(200);
    expect(text).toContain('Something went wrong on our side');
  });

  it('are told so in time when Teams does not say who pressed', async () => {
    const { teams, team, dana, sender } = stage;
    const eve = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const shared = teams.addChannel(team, 'Region', { type: 'shared', members: [dana, eve], bot: true });
    await sender.installed(shared, { by: dana });
    await stage.show(stage.at(`channel:${shared.id}`));
    teams.fail('getConversationMember', { kind: 'hang' });
    const on = teams.postsIn(shared)[0]!;
    expect((await sender.press(eve, on, 'I will be there')).said).toContain('Something went wrong');
    expect(stage.host.handled).toEqual([]);
  });

  it('in a dialog by nobody are answered in the dialog', async () => {
    const bot = (activity: Thing): Thing => ({ ...activity, from: { id: '28:another-bot' } });
    const { json } = await type('', (activity) =>
      bot({ ...activity, type: 'invoke', name: 'task/fetch', value: {} }),
    );
    expect(json).toMatchObject({ task: { type: 'message' } });
  });
});

describe('dialogs', () => {
  it('send what was typed, by the names of the fields, and close', async () => {
    const data = {
      convener: 'submit',
      t: 'token-context',
      'f.title': 'Budget',
      'f.minutes': 10,
      'f.empty': '',
      'm.tags': 'schools,courts',
      title: 'not ours',
      'f.__proto__': 'x',
    };
    const answer = await invoke('task/submit', { data });
    const { intent } = last();
    expect(intent).toMatchObject({ kind: 'submit', token: 'token-context' });
    expect(Object.entries(intent.kind === 'submit' ? intent.values : {})).toEqual([
      ['title', 'Budget'],
      ['minutes', '10'],
      ['tags', ['schools', 'courts']],
      ['__proto__', 'x'],
    ]);
    expect(answer).toMatchObject({ status: 200, text: '' });
  });

  it('are answered whole, as a card where there are many words: the next step stands at the end', async () => {
    const words = `${'What came of it. '.repeat(30)}Now press "Go on".`;
    stage.host.answer = () => ({ kind: 'note', text: rich`${words}` });
    const { text } = await invoke('task/submit', { data: { convener: 'submit', t: 'token-context' } });
    expect(text).toContain('"type":"continue"');
    expect(text).toContain('Go on');
  });

  it('say so when they are not understood', async () => {
    const { status, text } = await invoke('task/fetch', { data: { commandId: 'x' } });
    expect(status).toBe(200);
    expect(text).toContain('That was not understood.');
  });
});

describe('what Teams tells of conversations', () => {
  const learn = () => stage.sender.installed(stage.room, { by: stage.dana });
  const room = () => `channel:${stage.room.id}`;
  const key = () => `conversation ${stage.tenant.id} ${room()}`;
  const dead = () =>
    [...stage.records.rows]
      .filter(([, { value }]) => (value as { dead?: string }).dead)
      .map(([each]) => each);

  it('is remembered, as our own record', async () => {
    await learn();
    expect(stage.records.rows.get(key())?.value).toEqual({
      kind: 'channel',
      conversation: stage.room.id,
      serviceUrl: stage.teams.serviceUrl,
      bot: stage.teams.state.bot.id,
      team: stage.team.id,
      channelType: 'private',
      label: 'Task force, Planning',
      heard: expect.any(Number) as number,
    });
    expect(stage.news.at(-1)).toEqual([room(), { kind: 'found' }]);
  });

  it('is written again only when it differs', async () => {
    let writes = 0;
    const put = stage.records.put.bind(stage.records);
    stage.records.put = async (...row) => {
      writes += 1;
      return put(...row);
    };
    const help = () => stage.sender.message(stage.dana, stage.room, 'help');
    await help();
    const before = writes;
    await help();
    const unzoned = (activity: Thing) => ({
      ...activity,
      entities: (activity['entities'] as readonly Thing[]).filter((each) => each['type'] === 'mention'),
    });
    await stage.sender.message(stage.dana, stage.room, 'help', { change: unzoned });
    expect(writes).toBe(before);
  });

  it('a channel of a team that was left is lost, and found when we are back', async () => {
    await learn();
    await stage.sender.uninstalled(stage.teams.general(stage.team), { by: stage.dana });
    expect(stage.news).toContainEqual([room(), { kind: 'lost', why: 'removed' }]);
    expect(dead()).toContain(key());
    await stage.sender.message(stage.dana, stage.room, 'help');
    expect(stage.news.at(-1)).toEqual([room(), { kind: 'found' }]);
    expect(dead()).not.toContain(key());
  });

  it('what happens to a channel or its team is news of the channel', async () => {
    await learn();
    const { sender, team, teams } = stage;
    const other = teams.addUser(stage.tenant, 'Adele Pruitt');
    const general = teams.general(team);
    const heard: unknown[] = [];
    for (const happen of [
      () => sender.channelEvent(stage.room, 'channelRenamed'),
      () => sender.joined(other, stage.room),
      () => sender.left(other, stage.room),
      () => sender.joined(other, general),
      () => sender.channelEvent(stage.room, 'channelDeleted'),
      () => sender.channelEvent(stage.room, 'channelRestored'),
      () => sender.teamEvent(team, 'teamArchived'),
      () => sender.teamEvent(team, 'teamUnarchived'),
    ]) {
      await happen();
      heard.push(stage.news.findLast(([place]) => place === room())?.[1]);
    }
    expect(heard).toEqual([
      { kind: 'readers' },
      { kind: 'readers' },
      { kind: 'readers' },
      { kind: 'readers' },
      { kind: 'lost', why: 'deleted' },
      { kind: 'found' },
      { kind: 'lost', why: 'archived' },
      { kind: 'found' },
    ]);
  });

  it('a person who takes us away is lost, and back when they write', async () => {
    const place = `direct:${stage.dana.aadObjectId}`;
    await type('help');
    await stage.sender.uninstalled(stage.chat);
    expect(stage.news.at(-1)).toEqual([place, { kind: 'lost', why: 'uninstalled' }]);
    stage.teams.install(stage.dana);
    await type('help');
    expect(stage.news.at(-1)).toEqual([place, { kind: 'found' }]);
  });

  it('someone from elsewhere in a shared channel is never taken for one of ours', async () => {
    const { teams, team, dana, sender } = stage;
    const eve = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const shared = teams.addChannel(team, 'Region', { type: 'shared', members: [dana, eve], bot: true });
    await sender.message(dana, shared, 'help');
    expect(last().envelope.account).toBe(dana.aadObjectId);
    await sender.message(eve, shared, 'help');
    expect(last().envelope.account).toBe(`${eve.tenant}:${eve.aadObjectId}`);
    // Without a word of Teams', nobody is ours.
    const stranger = { id: '29:unknown', name: 'X', aadObjectId: dana.aadObjectId };
    await sender.message(dana, shared, 'help', { change: (activity) => ({ ...activity, from: stranger }) });
    expect(last().envelope.account).toBe(`unknown:${dana.aadObjectId}`);
  });

  it('someone from elsewhere is so whether or not a press says where it was', async () => {
    const { teams, team, dana, sender } = stage;
    const eve = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const shared = teams.addChannel(team, 'Region', { type: 'shared', members: [dana, eve], bot: true });
    await sender.installed(shared, { by: dana });
    await stage.show(stage.at(`channel:${shared.id}`));
    const untyped = (activity: Thing): Thing => {
      const data = activity['channelData'] as Thing;
      return { ...activity, channelData: { ...data, channel: { id: shared.id } } };
    };
    const press = () =>
      sender.press(eve, teams.postsIn(shared)[0]!, 'I will be there', undefined, { change: untyped });
    teams.fail('getConversationMember', { kind: 'status', status: 404 });
    await press();
    expect(last().envelope.account).toBe(`unknown:${eve.aadObjectId}`);
    await press();
    expect(last().envelope.account).toBe(`${eve.tenant}:${eve.aadObjectId}`);
  });

  it('someone from elsewhere in a group chat is who they are in a shared channel', async () => {
    const { teams, tenant, dana, sender } = stage;
    const eve = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const group = teams.addGroupChat(tenant, [dana, eve]);
    await sender.message(eve, group, 'help');
    expect(last().envelope.account).toBe(`${eve.tenant}:${eve.aadObjectId}`);
    teams.fail('getConversationMember', { kind: 'status', status: 503 });
    await sender.message(dana, group, 'help');
    expect(last().envelope.account).toBe(dana.aadObjectId);
  });
});
