import { createHmac } from 'node:crypto';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { benchDoor } from './door.ts';
import { prepareForty, TASK_FORCES } from './forty.ts';
import type { Shot } from './load.ts';
import { asRatio, type Measured } from './measure.ts';
import { startSlackApi } from './slack-api.ts';

const SECRET = 'bench-signing-secret';
const TEAM = 'T0BENCH';
const BOT = 'U0BOT';

const channelOf = (index: number): string => `C0BENCH${index}`;
const userOf = (index: number, member: string): string => `U${index}${member.toUpperCase()}`;

function signed(index: number): Shot {
  const taskForce = index % TASK_FORCES;
  const member = ['m03', 'm05', 'm06', 'm07'][index % 4]!;
  const body = new URLSearchParams({
    command: '/agenda',
    text: `add Bench topic number ${index} --minutes 5`,
    team_id: TEAM,
    user_id: userOf(taskForce, member),
    channel_id: channelOf(taskForce),
    trigger_id: `${process.pid}.${index}.${Math.random()}`,
    response_url: 'http://127.0.0.1:9/none',
    api_app_id: 'A0BENCH',
  }).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex');
  return {
    path: '/slack/events',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    },
  };
}

/** CPU of an `/agenda add` in ms, and its 99th percentile at a fixed rate, beside bare Bolt apps in the same run. */
export async function benchSlack(): Promise<readonly Measured[]> {
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
    });
    const { cpu, p99 } = await benchDoor({
      what: '/agenda add',
      bare: 'bare-bolt.ts',
      databaseUrl: url,
      env: {
        DATABASE_URL: url,
        SLACK_SIGNING_SECRET: SECRET,
        SLACK_BOT_TOKEN: 'xoxb-bench',
        SLACK_API_URL: api.url,
        LOG_LEVEL: 'warn',
        CONVENER_SECRET_KEY: 'for-the-bench-only-0123456789abcdef',
      },
      make: signed,
      saved: { ours: 'Saved for', bare: 'Saved:' },
      perSecond: 100,
      // No meeting has a hundred topics.
      putBack: `delete from agenda_items where title like 'Bench topic %'`,
    });
    return [
      asRatio('slack-agenda-add-cpu', { value: cpu.ours, floor: cpu.store }, 4),
      asRatio('slack-agenda-add-p99', { value: p99!.ours, floor: p99!.store }, 4),
      // Printed for what it tells; nothing is asked of it.
      asRatio('slack-agenda-add-cpu-to-ack', { value: cpu.ours, floor: cpu.ack }, Number.MAX_SAFE_INTEGER),
    ];
  } finally {
    await api.stop();
    await postgres.stop();
  }
}
