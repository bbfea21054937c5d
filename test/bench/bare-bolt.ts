// The floor of the Slack bench: a bare Bolt app that answers one command and one form. BARE=ack only acknowledges; BARE=store does
// one transaction with two inserts first.
import { App, HTTPReceiver } from '@slack/bolt';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const receiver = new HTTPReceiver({ signingSecret: process.env['SLACK_SIGNING_SECRET']! });
const app = new App({
  receiver,
  token: process.env['SLACK_BOT_TOKEN']!,
  tokenVerificationEnabled: false,
  botId: 'B0BARE',
  botUserId: 'U0BARE',
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL']! },
});

async function store(text: string, user: string, delivery: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('insert into bare_inbox (delivery) values ($1)', [delivery]);
    await client.query('insert into bare_items (owner, title) values ($1, $2)', [user, text]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

app.command('/agenda', async ({ ack, command }) => {
  if (process.env['BARE'] === 'store') await store(command.text, command.user_id, command.trigger_id);
  await ack(`Saved: ${command.text.length} characters.`);
});

app.view('form', async ({ ack, body, view }) => {
  const text = JSON.stringify(view.state.values);
  const { trigger_id: delivery } = body as unknown as { trigger_id: string };
  if (process.env['BARE'] === 'store') await store(text, body.user.id, delivery);
  await ack({
    response_action: 'update',
    view: {
      type: 'modal',
      title: { type: 'plain_text', text: 'Thank you' },
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Saved: ${text.length} characters.` } }],
    },
  });
});

await pool.query('create table if not exists bare_inbox (delivery text primary key)');
await pool.query('create table if not exists bare_items (id serial primary key, owner text, title text)');
await app.start({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.stdout.write('Convener is ready: bare Bolt\n');
process.on('SIGTERM', () => process.exit(0));
