import { createHmac } from 'node:crypto';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { benchDoor, type Door } from './door.ts';
import { BENCH_KEY, prepareForty, TASK_FORCES, type Forty } from './forty.ts';
import type { Shot } from './load.ts';
import { asRatio, type Measured } from './measure.ts';
import { startSlackApi } from './slack-api.ts';

const SECRET = 'bench-signing-secret';
const TEAM = 'T0BENCH';
const BOT = 'U0BOT';

const channelOf = (index: number): string => `C0BENCH${index}`;
const userOf = (index: number, member: string): string => `U${index}${member.toUpperCase()}`;

/** A form as Slack posts it, signed. */
export function slackShot(body: Readonly<Record<string, string>>): Shot {
  const text = new URLSearchParams(body).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SECRET).update(`v0:${stamp}:${text}`).digest('hex');
  return {
    path: '/slack/events',
    body: text,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    },
  };
}

/** One of four people of one of the task forces. */
export function slackPerson(index: number) {
  const taskForce = index % TASK_FORCES;
  const member = ['m03', 'm05', 'm06', 'm07'][index % 4]!;
  return { taskForce, team: TEAM, user: userOf(taskForce, member), channel: channelOf(taskForce) };
}

function addTopic(index: number): Shot {
  const { team, user, channel } = slackPerson(index);
  return slackShot({
    command: '/agenda',
    text: `add Bench topic number ${index} --minutes 5`,
    team_id: team,
    user_id: user,
    channel_id: channel,
    trigger_id: `${process.pid}.${index}.${Math.random()}`,
    response_url: 'http://127.0.0.1:9/none',
    api_app_id: 'A0BENCH',
  });
}

type Hall = Pick<Door, 'bare' | 'databaseUrl' | 'env'>;

/** Forty task forces in one workspace, with all that a door to them needs. */
export async function inSlack<T>(more: Forty['more'], work: (hall: Hall) => Promise<T>): Promise<T> {
  const postgres = await startPostgres();
  const api = await startSlackApi({
    'auth.test': () => ({ team_id: TEAM, team: 'Bench', user_id: BOT, bot_id: 'B0BOT' }),
    'conversations.info': (body) => ({
      channel: { id: body.get('channel'), name: 'task-force', is_private: true },
    }),
    'conversations.members': (body) => {
      const index = Number(body.get('channel')!.slice(channelOf(0).length - 1));
      return { members: [BOT, userOf(index, 'm01'), userOf(index, 'm03')] };
    },
  });
  try {
    const { url } = await createDatabase(postgres.url);
    await prepareForty(url, {
      platform: 'slack',
      tenant: TEAM,
      place: (index) => `channel:${channelOf(index)}`,
      account: userOf,
      ...(more ? { more } : {}),
    });
    return await work({
      bare: 'bare-bolt.ts',
      databaseUrl: url,
      env: {
        DATABASE_URL: url,
        SLACK_SIGNING_SECRET: SECRET,
        SLACK_BOT_TOKEN: 'xoxb-bench',
        SLACK_API_URL: api.url,
        LOG_LEVEL: 'warn',
        CONVENER_SECRET_KEY: BENCH_KEY,
      },
    });
  } finally {
    await api.stop();
    await postgres.stop();
  }
}

/** CPU of an `/agenda add` in ms, and its 99th percentile at a fixed rate, beside bare Bolt apps in the same run. */
export async function benchSlack(): Promise<readonly Measured[]> {
  const { cpu, p99 } = await inSlack(undefined, (hall) =>
    benchDoor({
      ...hall,
      what: '/agenda add',
      make: addTopic,
      saved: { ours: 'Saved for', bare: 'Saved:' },
      perSecond: 100,
      // No meeting has a hundred topics.
      putBack: `delete from agenda_items where title like 'Bench topic %'`,
    }),
  );
  return [
    asRatio('slack-agenda-add-cpu', { value: cpu.ours, floor: cpu.store }, 4),
    asRatio('slack-agenda-add-p99', { value: p99!.ours, floor: p99!.store }, 4),
    // Printed for what it tells; nothing is asked of it.
    asRatio('slack-agenda-add-cpu-to-ack', { value: cpu.ours, floor: cpu.ack }, Number.MAX_SAFE_INTEGER),
  ];
}
