import type { App } from '@slack/bolt';
import { z } from 'zod';
import { PLATFORM, type Desk } from './site.ts';

const told = z.object({ type: z.literal('app_rate_limited'), team_id: z.string().min(1) });

/**
 * Slack tells no more of this workspace for a minute (https://docs.slack.dev/reference/events/app_rate_limited). That is no
 * event to the SDK, which would leave it unanswered; what was not told meanwhile must be looked at.
 */
export function hearRateLimits(app: App, { host, log, work }: Desk): void {
  const inner = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const parsed = told.safeParse(event.body);
    if (!parsed.success) return inner(event);
    const { team_id: tenant } = parsed.data;
    log.warn({ platform: PLATFORM, tenant }, 'Slack left out events: there were too many in an hour');
    work.add(host.news({ platform: PLATFORM, tenant }, { kind: 'readers' }));
    return event.ack();
  };
}
