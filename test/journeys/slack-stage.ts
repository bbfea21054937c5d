// The real server and a Slack of our own: a workspace, its people, and a channel where a task force was set up.
import {
  createSender,
  overHttp,
  overSocket,
  plainTextOf,
  topForm,
  type Heard,
  type Sender,
} from '../support/slack/signed.ts';
import {
  startFakeSlack,
  type Channel,
  type FakeSlack,
  type Message,
  type Team,
  type User,
  type View,
} from '../support/slack/fake-slack.ts';
import { inputsOf } from '../support/slack/fill-in.ts';
import { freePort, scratchFolder, startServer, type Server } from '../support/server.ts';

export interface Stage {
  readonly slack: FakeSlack;
  readonly team: Team;
  readonly dana: User;
  readonly ann: User;
  readonly room: Channel;
  readonly sender: Sender;
  readonly server: Server;
  readonly url: string;
  /** The server's data folder. */
  readonly folder: string;
  /** Types a command, and what the person is told: at once, or when it comes. */
  readonly told: (user: User, typed: string, channel?: Channel) => Promise<string>;
  /** What this person was told last, after `before` echoes. */
  readonly lastEcho: (user: User, before: number) => Promise<Message>;
  /** The topmost form, once it has fields. */
  readonly form: (user: User) => Promise<View>;
  readonly stop: () => Promise<void>;
}

export const nextYear = `${new Date().getUTCFullYear() + 1}-02-10`;

interface Options {
  /** How Slack and the server meet: by one token and signed requests, by OAuth, or over a line that the server opens. */
  readonly how?: 'token' | 'oauth' | 'socket';
  readonly env?: Readonly<Record<string, string>>;
}

export async function setStage({ how = 'token', env = {} }: Options = {}): Promise<Stage> {
  const slack = await startFakeSlack();
  slack.state.rotation = how === 'oauth';
  const team = slack.addTeam();
  const dana = slack.addUser(team, 'Dana Reyes');
  const ann = slack.addUser(team, 'Ann Bell');
  const room = slack.addChannel(team, 'task-force', [dana, ann]);
  const folder = scratchFolder();
  const port = await freePort();
  const server = await startServer({
    CONVENER_DEMO: '0',
    CONVENER_DATA_DIR: folder.path,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    SLACK_API_URL: slack.apiUrl,
    ...(how === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret }),
    ...(how === 'oauth'
      ? {
          SLACK_CLIENT_ID: slack.client.id,
          SLACK_CLIENT_SECRET: slack.client.secret,
          SLACK_AUTHORIZE_URL: slack.authorizeUrl,
        }
      : { SLACK_BOT_TOKEN: slack.install(team).token }),
    ...env,
  });
  const url = `${server.url}/slack/events`;
  const line = how === 'socket' ? overSocket(slack.socket) : overHttp(url, slack.signingSecret);
  const sender = createSender(slack, line, url);
  if (how === 'socket') await slack.until(() => slack.socket.connections() > 0);

  const lastEcho = (user: User, before: number): Promise<Message> =>
    slack.until(() => slack.echoesFor(user)[before] && slack.echoesFor(user).at(-1));
  /** The form itself, not the one that says it is loading. */
  const loaded = (view: View): View | undefined => (inputsOf(view).length > 0 ? view : undefined);

  return {
    slack,
    team,
    dana,
    ann,
    room,
    sender,
    server,
    url,
    folder: folder.path,
    lastEcho,
    told: async (user, typed, channel = room) => {
      const before = slack.echoesFor(user).length;
      const heard: Heard = await sender.command(user, channel, typed);
      if (heard.status !== 200) throw new Error(`${typed}: ${heard.status} ${heard.text}`);
      return plainTextOf(await lastEcho(user, before));
    },
    form: (user) => slack.until(() => loaded(topForm(slack, user))),
    stop: async () => {
      await server.kill();
      await slack.stop();
      folder.remove();
    },
  };
}

/** The topics of the next meeting, as a chair reads them. */
export async function topicsOf({ told, dana }: Stage): Promise<readonly string[]> {
  const card = await told(dana, '/agenda');
  // Minutes and proposer may stand in the same line. What stands on every agenda was there before anyone added a topic.
  return [...card.matchAll(/^M\d+\s+(.+?)(?: · .*)?$/gm)]
    .map(([, title = '']) => title)
    .filter((title) => title !== 'Next steps, feedback, thanks');
}

/** As a coordinator does it: `/convener setup`, a form, `/convener start now`. */
export async function setUp(stage: Stage): Promise<void> {
  const { sender, dana, ann, room, form, told } = stage;
  await sender.command(dana, room, '/convener setup');
  const view = await form(dana);
  const { errors } = await sender.submit(dana, view, {
    name: 'Larkmoor County Task Force',
    neutralName: 'Larkmoor TF',
    agency: 'County Office',
    date: nextYear,
    time: '10:00',
    second: ann.id,
  });
  if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
  // On a slow machine the outcome comes after "still working".
  await stage.slack.until(() => plainTextOf(view).includes('is set up'));
  // Slack tells nobody of a form that is closed: ours never ask for it.
  view.open = false;
  const said = await told(dana, '/convener start now');
  if (!said.includes('Started')) throw new Error(said);
}
