import { describe, expect, it } from 'vitest';
import { commandText } from '../../../adapters/teams/receive.ts';
import { activityBody } from '../../../adapters/teams/payload.ts';
import type { Answer } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { AGENDA, TOPIC } from '../web/cards.ts';
import {
  BOT,
  DANA,
  inChat,
  inRoom,
  mention,
  OTHER,
  person,
  PIA,
  ROOM,
  stageForEach,
  TEAM,
  TENANT,
  until,
} from './stage.ts';

const stage = stageForEach();
const note = (text: string): Answer['reply'] => ({ kind: 'note', text: rich`${text}` });
const last = () => stage.host.handled.at(-1)!;
const invoke = (name: string, value: unknown, more: object = {}) =>
  inChat(stage.cloud, { type: 'invoke', name, value, ...more });
const press = (t: string, more: object = {}) =>
  invoke(
    'adaptiveCard/action',
    { action: { type: 'Action.Execute', verb: 'press', data: { convener: 'press', t } } },
    more,
  );
const cardIn = (call: { body: Record<string, unknown> | undefined } | undefined) =>
  JSON.stringify(call?.body?.['attachments'] ?? '');

describe('what is typed', () => {
  it('in a personal chat is a command, answered once', async () => {
    stage.host.answer = () => note('Three topics so far.');
    await stage.send(inChat(stage.cloud, { text: 'agenda\u00a0 add  Budget —minutes 10' }));
    expect(last()).toMatchObject({
      envelope: { platform: 'teams', tenant: TENANT, account: DANA, place: `direct:${DANA}` },
      intent: { kind: 'command', text: 'agenda add Budget —minutes 10' },
    });
    await until(() => stage.posts().length > 0);
    expect(stage.posts()).toEqual([
      {
        method: 'POST',
        path: '/v3/conversations/a:dana-chat/activities',
        authorization: 'Bearer ours',
        body: expect.objectContaining({ type: 'message', summary: 'An answer for you' }),
      },
    ]);
    expect(cardIn(stage.posts()[0])).toContain('Three topics so far.');
  });

  it('answers a command that needs a form with a button that opens it', async () => {
    stage.host.answer = () => ({ kind: 'form', form: TOPIC });
    await stage.send(inChat(stage.cloud, { text: 'agenda add' }));
    await until(() => stage.posts().length > 0);
    expect(cardIn(stage.posts()[0])).toContain(
      '"data":{"convener":"open","t":"token-context","msteams":{"type":"task/fetch"}}',
    );
  });

  it('in a channel counts with a mention only, and is answered in the own chat', async () => {
    stage.host.answer = () => note('Only for you.');
    await stage.send(inRoom(stage.cloud, { text: 'we talk among ourselves' }));
    expect(stage.host.handled).toEqual([]);
    await stage.send(inRoom(stage.cloud, mention('agenda add Budget')));
    expect(last()).toMatchObject({
      envelope: { account: DANA, place: `channel:${ROOM}` },
      intent: { kind: 'mention', text: 'agenda add Budget' },
    });
    await until(() => stage.posts().length > 1);
    expect(stage.posts().map(({ path }) => path)).toEqual([
      '/v3/conversations',
      '/v3/conversations/a:chat-1/activities',
    ]);
    expect(stage.posts()[0]!.body).toMatchObject({
      members: [{ id: '29:dana' }],
      tenantId: TENANT,
      isGroup: false,
    });
  });

  it('says in the thread, without a word of the answer, when there is no way to the person', async () => {
    stage.host.answer = () => note('Only for you.');
    stage.cloud.next.push({ status: 403, body: { error: { code: 'BotNotInConversationRoster' } } });
    await stage.send(inRoom(stage.cloud, mention('agenda')));
    await until(() => stage.posts().length > 1);
    const [, told] = stage.posts();
    expect(told!.path).toBe(`/v3/conversations/${ROOM};messageid=17/activities`);
    expect(cardIn(told)).toContain('Please add Convener for yourself');
    expect(cardIn(told)).not.toContain('Only for you.');
  });

  it('in a group chat counts with a mention', async () => {
    const conversation = { id: '19:chat@thread.v2', conversationType: 'groupChat', tenantId: TENANT };
    await stage.send(
      inRoom(stage.cloud, { ...mention('help'), conversation, channelData: { tenant: { id: TENANT } } }),
    );
    expect(last()).toMatchObject({
      envelope: { place: 'channel:19:chat@thread.v2' },
      intent: { kind: 'mention', text: 'help' },
    });
  });

  it.each([
    [mention('agenda'), 'agenda'],
    [{ text: '/convener help' }, 'help'],
    [{ text: '/agenda add A &amp; B &lt;C&gt;' }, 'agenda add A & B <C>'],
    [{ text: 'ask <at id="1">Pia</at>\r\nto  come' }, 'ask Pia to come'],
    [{}, ''],
  ])('reads %o as "%s"', (typed, text) => {
    expect(commandText(activityBody.parse(inChat(stage.cloud, typed)))).toBe(text);
  });

  it('helps whoever sends nothing', async () => {
    await stage.send(inChat(stage.cloud));
    expect(last().intent).toEqual({ kind: 'command', text: 'help' });
  });

  it('is nobody without an Entra id', async () => {
    await stage.send(inChat(stage.cloud, { text: 'help', from: { id: '28:another-bot' } }));
    expect(stage.host.handled).toEqual([]);
  });

  it('is the same delivery when Teams sends it again', async () => {
    const once = inChat(stage.cloud, { text: 'help' });
    await stage.send(once);
    await stage.send(once);
    await stage.send(inChat(stage.cloud, { text: 'help' }));
    const [first, again, other] = stage.host.handled.map(({ envelope }) => envelope.deliveryId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

describe('presses', () => {
  it('are answered in place: words leave the card where it is', async () => {
    stage.host.answer = () => note('You are coming.');
    expect((await stage.send(press('token-yes'))).body).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'You are coming.',
    });
    expect(last().intent).toEqual({ kind: 'press', token: 'token-yes' });
    expect(stage.posts()).toEqual([]);
  });

  it('are answered by a card for the one who pressed', async () => {
    stage.host.answer = () => ({ kind: 'card', card: AGENDA });
    expect((await stage.send(press('token-yes'))).body).toMatchObject({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: { type: 'AdaptiveCard', version: '1.5' },
    });
  });

  it.each([
    { value: {} },
    { value: undefined },
    { value: { action: { data: { convener: 'press' } } } },
    { value: { action: { data: { convener: 'evil', t: 'x' } } } },
    { name: 'nobody/knows' },
  ])('that are not ours get HTTP 200 with the code in the body: %o', async (more) => {
    const answer = await stage.send(press('x', more));
    expect(answer).toMatchObject({
      status: 200,
      body: { statusCode: 400, type: 'application/vnd.microsoft.error' },
    });
    expect(stage.host.handled).toEqual([]);
  });

  it('say kindly that something went wrong, with nothing of the fault', async () => {
    stage.host.answer = () => {
      throw new Error('a secret');
    };
    const answer = await stage.send(press('token-yes'));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Something went wrong on our side.');
    expect(answer.text).not.toContain('secret');
  });

  it('that arrive as a message, from a client without Action.Execute, are presses all the same', async () => {
    stage.host.answer = () => note('You are coming.');
    await stage.send(inChat(stage.cloud, { value: { convener: 'press', t: 'token-yes' } }));
    expect(last().intent).toEqual({ kind: 'press', token: 'token-yes' });
    await until(() => stage.posts().length > 0);
    expect(cardIn(stage.posts()[0])).toContain('You are coming.');
  });

  it('say "still working" in time, and then the truth in the own chat', async () => {
    const done = Promise.withResolvers<Answer['reply']>();
    stage.host.answer = () => done.promise;
    const answer = await stage.send(press('token-yes'));
    expect(answer.text).toContain('Still working on it.');
    expect(stage.posts()).toEqual([]);
    done.resolve(note('Now it is done.'));
    await until(() => stage.posts().length > 0);
    expect(cardIn(stage.posts()[0])).toContain('Now it is done.');
  });
});

describe('dialogs', () => {
  it('open with the form', async () => {
    stage.host.answer = () => ({ kind: 'form', form: TOPIC });
    const value = { data: { convener: 'open', t: 'token-add', msteams: { type: 'task/fetch' } } };
    const { body } = await stage.send(invoke('task/fetch', value));
    expect(last().intent).toEqual({ kind: 'open', token: 'token-add' });
    expect(body).toMatchObject({
      task: {
        type: 'continue',
        value: { title: 'Add a topic', card: { contentType: 'application/vnd.microsoft.card.adaptive' } },
      },
    });
  });

  it('send what was typed, by the names of the fields', async () => {
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
    const answer = await stage.send(invoke('task/submit', { data }));
    const { intent } = last();
    expect(intent).toMatchObject({ kind: 'submit', token: 'token-context' });
    expect(Object.entries(intent.kind === 'submit' ? intent.values : {})).toEqual([
      ['title', 'Budget'],
      ['minutes', '10'],
      ['tags', ['schools', 'courts']],
      ['__proto__', 'x'],
    ]);
    // Done: the dialog closes.
    expect(answer).toMatchObject({ status: 200, text: '' });
  });

  it('come back with what needs a change, and with what was typed', async () => {
    stage.host.answer = () => ({
      kind: 'invalid',
      form: TOPIC,
      errors: { title: 'Please say more.' },
      values: { title: 'B' },
    });
    const { text } = await stage.send(
      invoke('task/submit', { data: { convener: 'submit', t: 'x', 'f.title': 'B' } }),
    );
    expect(text).toContain('Your topic: Please say more.');
    expect(text).toContain('"value":"B"');
  });

  it('take presses, and say how they ended', async () => {
    stage.host.answer = () => note('Time is held.');
    const { body } = await stage.send(
      invoke('task/submit', { data: { convener: 'press', t: 'token-case', 'f.x': 'y' } }),
    );
    expect(last().intent).toEqual({ kind: 'press', token: 'token-case' });
    expect(body).toEqual({ task: { type: 'message', value: 'Time is held.' } });
  });

  it('say so when they are not understood', async () => {
    const { status, text } = await stage.send(invoke('task/fetch', { data: { commandId: 'x' } }));
    expect(status).toBe(200);
    expect(text).toContain('That was not understood.');
  });
});

describe('what Teams tells of conversations', () => {
  const update = (type: string, more: object) => inRoom(stage.cloud, { type, ...more });
  const dead = () =>
    [...stage.records.rows].filter(([, { value }]) => (value as { dead?: string }).dead).map(([key]) => key);
  const channelData = (eventType: string, channel?: object) => ({
    tenant: { id: TENANT },
    team: { id: TEAM, name: 'Task force' },
    ...(channel ? { channel } : {}),
    eventType,
  });

  it('is remembered, as our own record', async () => {
    await stage.send(update('installationUpdate', { action: 'add' }));
    expect(stage.records.rows.get(`conversation ${TENANT} channel:${ROOM}`)?.value).toEqual({
      kind: 'channel',
      conversation: ROOM,
      serviceUrl: stage.cloud.serviceUrl,
      bot: BOT,
      team: TEAM,
      channelType: 'private',
      label: 'Task force, Planning',
    });
    expect(stage.news).toEqual([[`channel:${ROOM}`, { kind: 'found' }]]);
  });

  it('is written again only when it differs', async () => {
    let writes = 0;
    const put = stage.records.put.bind(stage.records);
    stage.records.put = async (...row) => {
      writes += 1;
      return put(...row);
    };
    await stage.send(inRoom(stage.cloud, mention('help')));
    const before = writes;
    await stage.send(inRoom(stage.cloud, mention('help')));
    await stage.send(inRoom(stage.cloud, { ...mention('help'), entities: mention('').entities.slice(0, 1) }));
    expect(writes).toBe(before);
  });

  it('a channel of a team that was left is lost, and found when we are back', async () => {
    await stage.send(update('installationUpdate', { action: 'add' }));
    await stage.send(
      update('conversationUpdate', {
        conversation: { id: TEAM, conversationType: 'channel', tenantId: TENANT },
        channelData: channelData('teamMemberRemoved'),
        membersRemoved: [{ id: BOT }],
      }),
    );
    expect(stage.news.at(-1)).toEqual([`channel:${ROOM}`, { kind: 'lost', why: 'removed' }]);
    expect(dead()).toEqual([`conversation ${TENANT} channel:${ROOM}`]);
    await stage.send(inRoom(stage.cloud, mention('help')));
    expect(stage.news.at(-1)).toEqual([`channel:${ROOM}`, { kind: 'found' }]);
    expect(dead()).toEqual([]);
  });

  it.each([
    ['channelDeleted', { kind: 'lost', why: 'deleted' }],
    ['teamArchived', { kind: 'lost', why: 'archived' }],
    ['teamMemberAdded', { kind: 'readers' }],
    ['channelRenamed', { kind: 'readers' }],
    ['channelMemberAdded', { kind: 'readers' }],
  ])('%s is news of the channel', async (eventType, news) => {
    await stage.send(update('installationUpdate', { action: 'add' }));
    await stage.send(
      update('conversationUpdate', {
        conversation: { id: TEAM, conversationType: 'channel', tenantId: TENANT },
        channelData: channelData(eventType, eventType.startsWith('channel') ? { id: ROOM } : undefined),
        membersAdded: [{ id: '29:new' }],
      }),
    );
    expect(stage.news.at(-1)).toEqual([`channel:${ROOM}`, news]);
  });

  it('a person who takes us away is lost, and back when they write', async () => {
    await stage.send(inChat(stage.cloud, { text: 'help' }));
    await stage.send(inChat(stage.cloud, { type: 'installationUpdate', action: 'remove' }));
    expect(stage.news).toEqual([[`direct:${DANA}`, { kind: 'lost', why: 'uninstalled' }]]);
    await stage.send(inChat(stage.cloud, { text: 'help' }));
    expect(stage.news.at(-1)).toEqual([`direct:${DANA}`, { kind: 'found' }]);
  });

  it('someone from elsewhere in a shared channel is never taken for one of ours', async () => {
    const shared = {
      tenant: { id: TENANT },
      team: { id: TEAM },
      channel: { id: ROOM, name: 'Planning', type: 'shared' },
    };
    stage.cloud.rosters.set(ROOM, [
      person('29:dana', 'Dana', DANA),
      person('29:eve', 'Eve', PIA, { tenantId: OTHER }),
    ]);
    await stage.send(inRoom(stage.cloud, { ...mention('help'), channelData: shared }));
    expect(last().envelope.account).toBe(DANA);
    const eve = { id: '29:eve', name: 'Eve', aadObjectId: PIA };
    await stage.send(inRoom(stage.cloud, { ...mention('help'), channelData: shared, from: eve }));
    expect(last().envelope.account).toBe(`${OTHER}:${PIA}`);
    // Without a word of Teams', nobody is ours.
    const stranger = { id: '29:unknown', name: 'X', aadObjectId: DANA };
    await stage.send(inRoom(stage.cloud, { ...mention('help'), channelData: shared, from: stranger }));
    expect(last().envelope.account).toBe(`unknown:${DANA}`);
  });
});
