import {
  App,
  HTTPReceiver,
  SocketModeReceiver,
  type Authorize,
  type Logger,
  type Receiver,
} from '@slack/bolt';
import { BODY_BYTES } from './limits.ts';
import { onAction } from './on-action.ts';
import { onCommand, type Ack } from './on-command.ts';
import { onEvent } from './on-event.ts';
import { onSubmit } from './on-submit.ts';
import { hearRateLimits } from './rate-limited.ts';
import { sdkLog } from './sdk-log.ts';
import type { Desk, Site } from './site.ts';

class NotInstalled extends Error {}

/** Whose workspace a request is from: asked for each, so the installations keep it at hand. */
export function authorizeFrom({ installations }: Pick<Site, 'installations'>): Authorize<boolean> {
  return async ({ teamId }) => {
    const installed =
      (await installations.only()) ?? (teamId === undefined ? undefined : await installations.find(teamId));
    if (!installed) throw new NotInstalled('not installed there');
    // Without the token: the SDK would keep a client for every token there ever was, and we use our own.
    const { botUser: botUserId, botId, tenant } = installed;
    return { botUserId, teamId: tenant, ...(botId === undefined ? {} : { botId }) };
  };
}

const isNotInstalled = (error: Error): boolean =>
  'original' in error && error.original instanceof Error
    ? error.original instanceof NotInstalled || isNotInstalled(error.original)
    : false;

/** The four doors. Every matcher of every listener runs on every request, so there are no more of them than that. */
function listen(app: App, desk: Desk): void {
  const { log, work } = desk;
  /** The SDK does not wait for what goes on after Slack was answered. */
  const watched = (doing: Promise<void>): Promise<void> => {
    work.add(doing.catch(() => {}));
    return doing;
  };
  app.command(/^\//, ({ body, context, ack }) =>
    watched(onCommand(desk, context.teamId ?? '', body, ack as Ack)),
  );
  app.action(/^/, ({ body, context, ack }) =>
    watched(onAction(desk, context.teamId ?? '', body, ack as Ack)),
  );
  app.view(/^/, ({ body, context, ack }) => watched(onSubmit(desk, context.teamId ?? '', body, ack as Ack)));
  app.event(/^/, ({ body, context }) =>
    watched(onEvent(desk, { tenant: context.teamId ?? '', botUser: context.botUserId }, body)),
  );
  app.error(async (error) => {
    // A workspace that removed us: Slack is thanked, and nothing happens.
    if (isNotInstalled(error)) {
      log.warn({ platform: 'slack' }, 'a request came from a workspace where Convener is not installed');
      return;
    }
    log.error({ platform: 'slack', error }, 'a request from Slack failed');
    // Swallowed here, it would leave Slack waiting for three seconds.
    throw error;
  });
}

function createApp(desk: Desk, receiver: Receiver, logger: Logger): App {
  const app = new App({
    receiver,
    authorize: authorizeFrom(desk),
    logger,
    clientOptions: desk.clients.options,
    convoStore: false,
    ignoreSelf: false,
  });
  listen(app, desk);
  hearRateLimits(app, desk);
  return app;
}

/** Slack calls us. */
export function createHttpSide(desk: Desk, signingSecret: string): HTTPReceiver {
  const logger = sdkLog(desk.log);
  const receiver = new HTTPReceiver({ signingSecret, logger, bodyLimit: BODY_BYTES });
  createApp(desk, receiver, logger);
  return receiver;
}

/** We call Slack, and keep the line open. */
export function createSocketSide(desk: Desk, appToken: string): SocketModeReceiver {
  const logger = sdkLog(desk.log);
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: desk.clients.options },
    // The SDK would answer on a line that may be broken by then, and nobody would catch that.
    processEventErrorHandler: async ({ error, event }) => {
      if (isNotInstalled(error)) await event.ack().catch(() => {});
      return false;
    },
  });
  createApp(desk, receiver, logger);
  return receiver;
}
