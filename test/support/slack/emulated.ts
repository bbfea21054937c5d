// `emulate` (a general stand-in for Slack, not ours): the Web API, OAuth, triggers and scopes as others understand
// Slack. It checks no sizes and sends nothing; the fake does. Ids are new at each start: look people up by name.
import { createEmulator } from 'emulate';
import { WebClient } from '@slack/web-api';
import { freePort } from '../server.ts';
import { SCOPES } from './cloud-made.ts';

export interface EmulatedSlack {
  readonly apiUrl: string;
  readonly authorizeUrl: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly token: string;
  userId(name: string): Promise<string>;
  channelId(name: string): Promise<string>;
  newTrigger(user: string): Promise<string>;
  /** Presses "Allow" as this person on the page that `/slack/install` led to: where the browser goes next. */
  allow(page: URL, user: string): Promise<URL>;
  /** A client without retries, for what a test asks itself. */
  connect(token: string): WebClient;
  stop(): Promise<void>;
}

export async function startEmulatedSlack(options: {
  readonly redirect: string;
  readonly scopes?: readonly string[];
  readonly people?: readonly string[];
}): Promise<EmulatedSlack> {
  const { redirect, scopes = SCOPES, people = ['dana', 'pia'] } = options;
  const client = { id: '1234.5678', secret: 'client-secret-of-the-emulator' };
  const token = 'xoxb-emulated';
  const everything = 'xoxb-emulated-all';
  const emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: {
      slack: {
        team: { name: 'Larkmoor County', domain: 'larkmoor' },
        users: people.map((name) => ({ name, email: `${name}@larkmoor.example` })),
        channels: [{ name: 'task-force', is_private: true }],
        oauth_apps: [
          {
            client_id: client.id,
            client_secret: client.secret,
            name: 'Convener',
            redirect_uris: [redirect],
            scopes,
          },
        ],
        tokens: [
          { token, type: 'bot', scopes },
          { token: everything, type: 'bot' },
        ],
        strict_scopes: true,
      },
    },
  });
  const connect = (with_: string): WebClient =>
    new WebClient(with_, {
      slackApiUrl: `${emulator.url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 10_000,
    });
  const admin = connect(everything);
  return {
    apiUrl: `${emulator.url}/api/`,
    authorizeUrl: `${emulator.url}/oauth/v2/authorize`,
    client,
    token,
    connect,
    userId: async (name) => {
      const { members = [] } = await admin.users.list({});
      return members.find((each) => each.name === name)!.id!;
    },
    channelId: async (name) => {
      const { channels = [] } = await admin.conversations.list({ types: 'private_channel,public_channel' });
      return channels.find((each) => each.name === name)!.id!;
    },
    newTrigger: async (user) => {
      const answer = await connect(token).apiCall('views.generateTriggerId', { user_id: user });
      return (answer as unknown as { trigger_id: string }).trigger_id;
    },
    allow: async (page, user) => {
      const fields = new URLSearchParams(page.search);
      fields.set('user_id', user);
      const pressed = await fetch(new URL('/oauth/v2/authorize/callback', page), {
        method: 'POST',
        body: fields,
        redirect: 'manual',
      });
      return new URL(pressed.headers.get('location')!);
    },
    stop: () => emulator.close(),
  };
}
