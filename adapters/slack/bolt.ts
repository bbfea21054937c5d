import { App, HTTPReceiver, SocketModeReceiver, type Receiver } from '@slack/bolt';
import { boltLog } from './bolt-log.ts';
import { PLATFORM, type Log, type SlackConfig } from './config.ts';
import type { Installation } from './installations.ts';
import { onAction, onCommand, onEvent, onSubmit, type At, type Handling } from './listeners.ts';
import type { WebClient } from '@slack/web-api';

interface BoltDeps {
  readonly config: SlackConfig;
  readonly log: Log;
  readonly find: (team: string) => Promise<Installation | undefined>;
  readonly quick: (token: string) => WebClient;
  /** The workspace took Convener away. */
  readonly gone: (team: string) => Promise<void>;
  readonly handling: Handling;
}

/** Slack's own limit of one body is far below; ours are small (docs: commands and interactions). */
const BODY_LIMIT = 1_000_000;

export const httpReceiver = ({ signingSecret }: SlackConfig, log: Log): HTTPReceiver =>
  new HTTPReceiver({
    signingSecret: signingSecret ?? '',
    endpoints: ['/slack/events'],
    logger: boltLog(log),
    bodyLimit: BODY_LIMIT,
  });

export const socketReceiver = ({ appToken, apiUrl }: SlackConfig, log: Log): SocketModeReceiver =>
  new SocketModeReceiver({
    appToken: appToken ?? '',
    logger: boltLog(log),
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  });

/** Every listener's matcher runs at every request, so there are four. */
export function createBolt(receiver: Receiver, deps: BoltDeps): App {
  const { config, log, find, quick, gone, handling } = deps;
  const app = new App({
    receiver,
    logger: boltLog(log),
    ignoreSelf: false,
    convoStore: false,
    clientOptions: { slackApiUrl: config.apiUrl },
    authorize: async ({ teamId }) => {
      const installation = teamId === undefined ? undefined : await find(teamId);
      if (!installation || teamId === undefined) {
        // Bolt acknowledges it with nothing; a person sees nothing happen, so the operator should know.
        log.warn(
          { platform: PLATFORM, tenant: teamId ?? 'none' },
          'A request of a workspace that Convener is not installed in.',
        );
        throw new Error('not installed there');
      }
      const { token, botId, botUserId } = installation;
      return { botToken: token, botId, botUserId, teamId };
    },
  });
  const at = (context: { botToken?: string; botUserId?: string; teamId?: string }): At => ({
    tenant: context.teamId ?? '',
    botUserId: context.botUserId ?? '',
    client: quick(context.botToken ?? ''),
  });
  app.command(/^\//, ({ context, body, ack }) => onCommand(handling, at(context), body, ack));
  app.action(/^/, ({ context, body, ack }) => onAction(handling, at(context), body, async () => ack()));
  app.view(/^/, ({ context, body, ack }) =>
    onSubmit(handling, at(context), body, async (answer) => (answer ? ack(answer) : ack())),
  );
  app.event(/^/, async ({ context, body }) => {
    const here = at(context);
    handling.underway.run(onEvent(handling, here, body, () => gone(here.tenant)));
  });
  // A swallowed error would hang for three seconds: it is logged, and Bolt answers it.
  app.error(async (error) => {
    log.error({ platform: PLATFORM, error }, 'a Slack request failed');
    throw error;
  });
  return app;
}
