// The floor of the Teams bench: a bare botbuilder app that answers one press and one form with a card. BARE=ack only answers; BARE=store
// does one transaction with two inserts first. Its tokens are checked as ours are, by the SDK.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  TeamsActivityHandler,
  type AdaptiveCardInvokeResponse,
  type AdaptiveCardInvokeValue,
  type Response,
  type TaskModuleRequest,
  type TaskModuleResponse,
  type TurnContext,
} from 'botbuilder';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const { appId, cloud } = JSON.parse(process.env['BENCH_TEAMS']!) as {
  appId: string;
  cloud: Readonly<Record<'loginUrl' | 'scope' | 'issuer' | 'keysUrl' | 'emulatorKeysUrl', string>>;
};
const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: appId,
    ToChannelFromBotLoginUrl: cloud.loginUrl,
    ToChannelFromBotOAuthScope: cloud.scope,
    ToBotFromChannelTokenIssuer: cloud.issuer,
    OAuthUrl: cloud.scope,
    ToBotFromChannelOpenIdMetadataUrl: cloud.keysUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: cloud.emulatorKeysUrl,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: true,
  }),
);

async function store(user: string, token: string, delivery: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('insert into bare_inbox (delivery) values ($1)', [delivery]);
    await client.query('insert into bare_items (owner, title) values ($1, $2)', [user, token]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

const cardSaying = (text: string) => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  body: [
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] },
    {
      type: 'ActionSet',
      actions: [{ type: 'Action.Execute', title: 'Put it back', verb: 'press', data: { t: 'token' } }],
    },
  ],
});

class Bot extends TeamsActivityHandler {
  protected override async onAdaptiveCardInvoke(
    { activity }: TurnContext,
    { action }: AdaptiveCardInvokeValue,
  ): Promise<AdaptiveCardInvokeResponse> {
    const token = String(action.data['t']);
    if (process.env['BARE'] === 'store') await store(activity.from.id, token, activity.id ?? '');
    const value = cardSaying(`Saved: ${token.length} characters.`);
    return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value };
  }

  protected override async handleTeamsTaskModuleSubmit(
    { activity }: TurnContext,
    { data }: TaskModuleRequest,
  ): Promise<TaskModuleResponse> {
    const token = JSON.stringify(data);
    if (process.env['BARE'] === 'store') await store(activity.from.id, token, activity.id ?? '');
    const card = CardFactory.adaptiveCard(cardSaying(`Saved: ${token.length} characters.`));
    return { task: { type: 'continue', value: { title: 'Thank you', card } } };
  }
}
const bot = new Bot();

/** What the SDK asks of a web framework. */
const responseOf = (response: ServerResponse): Response => ({
  socket: undefined,
  header: (name, value) => response.setHeader(name, value as string),
  status: (code) => void (response.statusCode = code),
  send: (body: object) =>
    void response.setHeader('content-type', 'application/json').write(JSON.stringify(body)),
  end: () => response.end(),
});

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
  const asked = { method: request.method!, headers: request.headers, body };
  await adapter.process(asked, responseOf(response), (context) => bot.run(context));
}

await pool.query('create table if not exists bare_inbox (delivery text primary key)');
await pool.query('create table if not exists bare_items (id serial primary key, owner text, title text)');
createServer((request, response) => void serve(request, response)).listen(
  Number(process.env['PORT']),
  '127.0.0.1',
  () => process.stdout.write('Convener is ready: bare botbuilder\n'),
);
process.on('SIGTERM', () => process.exit(0));
