import { App, HTTPReceiver, LogLevel, SocketModeReceiver, type Receiver } from '@slack/bolt';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeSlack, type Channel, type FakeSlack, type Team, type User } from './fake-slack.ts';
import {
  createSender,
  fillIn,
  livePartsOf,
  overHttp,
  overSocket,
  plainTextOf,
  topForm,
  type Sender,
} from './signed.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const form = {
  type: 'modal' as const,
  callback_id: 'agenda.item',
  title: plain('Add a topic'),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'f.title',
      label: plain('Topic'),
      element: { type: 'plain_text_input' as const, action_id: 'value', max_length: 140 },
    },
    {
      type: 'input' as const,
      block_id: 'f.minutes',
      optional: true,
      label: plain('Minutes'),
      element: {
        type: 'number_input' as const,
        action_id: 'value',
        is_decimal_allowed: false,
        initial_value: '10',
      },
    },
  ],
};
const card = [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text: '*Topics* &amp; more' } },
  {
    type: 'actions' as const,
    elements: [{ type: 'button' as const, action_id: 'add', value: 'token', text: plain('Add a topic') }],
  },
];

let slack: FakeSlack;
let team: Team;
let dana: User;
let room: Channel;
let seen: unknown[];

/** A bot of a few lines: `/agenda` shows a card, its button a form, the form takes a short title. */
function bot(receiver: Receiver, token: string): App {
  const app = new App({
    receiver,
    token,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.command('/agenda', async ({ ack, command, respond }) => {
    seen.push(command.text);
    await ack();
    await respond({ text: 'Topics', blocks: card });
  });
  app.action('add', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: 'trigger_id' in body ? body.trigger_id : '', view: form });
  });
  app.view('agenda.item', async ({ ack, view }) => {
    const title = view.state.values['f.title']?.['value']?.value ?? '';
    if (title.length < 3)
      return ack({ response_action: 'errors', errors: { 'f.title': 'A word more, please' } });
    seen.push(title);
    return ack();
  });
  app.event('app_mention', async ({ event }) => {
    seen.push(event.text);
  });
  return app;
}

async function story(sender: Sender): Promise<void> {
  await sender.command(dana, room, '/agenda all');
  const message = await slack.until(() => slack.echoesFor(dana)[0]);
  expect(plainTextOf(message)).toBe('*Topics* & more\n[Add a topic]');
  await sender.pressButton(dana, message, 'Add a topic');
  const view = await slack.until(() => topForm(slack, dana));
  expect((await sender.submit(dana, view, { title: 'a' })).errors).toEqual({
    'f.title': 'A word more, please',
  });
  expect(slack.openViews(dana)).toHaveLength(1);
  expect((await sender.submit(dana, view, { title: 'Budget' })).errors).toEqual({});
  expect(slack.openViews(dana)).toEqual([]);
  await sender.mention(dana, room, 'hello');
  expect(seen).toEqual(['all', 'Budget', `<@${team.botUser}> hello`]);
}

beforeEach(async () => {
  slack = await startFakeSlack();
  team = slack.addTeam();
  dana = slack.addUser(team, 'Dana Reyes');
  room = slack.addChannel(team, 'task-force', [dana]);
  seen = [];
});
afterEach(() => slack.stop());

describe('over signed HTTP', () => {
  let server: Server;
  let sender: Sender;
  beforeEach(async () => {
    const receiver = new HTTPReceiver({
      signingSecret: slack.signingSecret,
      logLevel: LogLevel.ERROR,
    });
    bot(receiver, slack.install(team).token);
    server = createServer((request, response) => receiver.requestListener(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
    sender = createSender(slack, overHttp(url, slack.signingSecret), url);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a card, its button and its form', async () => {
    await story(sender);
    expect(seen).toHaveLength(3);
  });

  test('forged and stale ones are refused, the same bytes are not', async () => {
    const ask = async (how: object) => (await sender.command(dana, room, '/agenda all', how)).status;
    expect(await ask({ forge: true })).toBe(401);
    expect(await ask({ ageSeconds: 302 })).toBe(401);
    expect(await ask({ without: ['x-slack-signature'] })).toBe(401);
    expect(await ask({ charset: 'utf-8' })).toBe(400);
    const first = await sender.command(dana, room, '/agenda all');
    expect([first.status, (await sender.again(first)).status]).toEqual([200, 200]);
    await slack.until(() => slack.of('response_url').length === 2);
  });
});

test('the same over Socket Mode', async () => {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = bot(receiver, slack.install(team).token);
  await app.start();
  try {
    await slack.until(() => slack.socket.connections() === 1);
    await story(createSender(slack, overSocket(slack.socket)));
  } finally {
    await app.stop();
  }
  await slack.until(() => slack.socket.connections() === 0);
  expect(seen).toHaveLength(3);
});

describe('reading and filling in', () => {
  test('fields keep what stood there, and Slack stops what is missing or too long', () => {
    expect(fillIn(form, { title: 'Budget' })).toEqual({
      'f.title': { value: { type: 'plain_text_input', value: 'Budget' } },
      'f.minutes': { value: { type: 'number_input', value: '10' } },
    });
    expect(fillIn(form, { Topic: 'Budget', Minutes: '' })['f.minutes']).toEqual({
      value: { type: 'number_input', value: null },
    });
    expect(() => fillIn(form, {})).toThrow('asks for "Topic"');
    expect(() => fillIn(form, { title: 'x'.repeat(141) })).toThrow('takes 140');
    expect(() => fillIn(form, { title: 'Budget', other: '1' })).toThrow('no field other');
    const pick = {
      type: 'input',
      block_id: 'f.who',
      label: plain('Who'),
      element: { type: 'radio_buttons', action_id: 'value', options: [{ text: plain('Pia'), value: 'p' }] },
    };
    expect(fillIn({ blocks: [pick] }, { who: 'Pia' })).toEqual({
      'f.who': { value: { type: 'radio_buttons', selected_option: { text: plain('Pia'), value: 'p' } } },
    });
    expect(() => fillIn({ blocks: [pick] }, { who: 'Ann' })).toThrow('no choice "Ann", only Pia');
  });

  test('what is more than words is found', () => {
    const rich = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'broadcast', range: 'channel' },
            { type: 'text', text: '<!here>' },
          ],
        },
      ],
    };
    const section = {
      type: 'section',
      text: { type: 'mrkdwn', text: 'Ask <@U1> &lt;!here&gt; <https://a.example|there>' },
    };
    expect(livePartsOf({ text: '<!channel>', blocks: [rich, section] })).toEqual([
      '<!channel>',
      'broadcast @channel',
      '<@U1>',
      '<https://a.example|there>',
    ]);
    expect(plainTextOf({ blocks: [section] })).toBe('Ask @U1 <!here> there');
  });
});
