import { z } from 'zod';
import type { Envelope } from '../../src/kernel/intent.ts';
import { channelPlace, type News } from '../../src/kernel/platform.ts';
import { ask } from '../../src/kernel/answer.ts';
import { asItIs, isWelcome } from './as-it-is.ts';
import { eventEnvelope, mentionText } from './receive.ts';
import { replyHome } from './reply.ts';
import { PLATFORM, type Desk } from './site.ts';
import { tell } from './tell.ts';
import { errorCode } from './trouble.ts';

const eventBody = z.object({
  event_id: z.string().min(1),
  team_id: z.string().optional(),
  event: z.looseObject({
    type: z.string(),
    user: z.string().optional(),
    user_team: z.string().optional(),
    team: z.string().optional(),
    bot_id: z.string().optional(),
    channel: z.union([z.string(), z.object({ id: z.string() })]).optional(),
    text: z.string().optional(),
    ts: z.string().optional(),
    thread_ts: z.string().optional(),
    tab: z.string().optional(),
    old_channel_id: z.string().optional(),
    new_channel_id: z.string().optional(),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).optional(),
  }),
});
type EventBody = z.output<typeof eventBody>;

export interface EventContext {
  readonly tenant: string;
  readonly botUser: string | undefined;
}

/** Draws the person's own page in Slack. */
export async function publishHome(desk: Desk, envelope: Envelope, user: string): Promise<void> {
  const { installations, clients, config, host } = desk;
  const [answer, installed] = await Promise.all([host.home(envelope), installations.find(envelope.tenant)]);
  if (!installed) return;
  await clients
    .talk(installed.token)
    .views.publish({ user_id: user, view: replyHome(answer, config.publicUrl) });
}

const channelOf = ({ event: { channel, old_channel_id: old } }: EventBody): string | undefined =>
  typeof channel === 'string' ? channel : (channel?.id ?? old);

/** Where the person who did this is at home. */
const homeOf = ({ event, team_id }: EventBody): string | undefined =>
  event.user_team ?? event.team ?? team_id;

/** What an event says of a channel. */
function newsOf(
  { event: { type, user, new_channel_id: to } }: EventBody,
  { botUser }: EventContext,
): News | undefined {
  const itself = user !== undefined && user === botUser;
  switch (type) {
    case 'member_joined_channel':
      return itself ? { kind: 'found' } : { kind: 'readers' };
    case 'member_left_channel':
      return itself ? { kind: 'lost', why: 'removed' } : { kind: 'readers' };
    case 'channel_left':
    case 'group_left':
      return { kind: 'lost', why: 'removed' };
    case 'channel_shared':
    case 'channel_unshared':
      return { kind: 'readers' };
    case 'channel_archive':
    case 'group_archive':
      return { kind: 'lost', why: 'archived' };
    case 'channel_unarchive':
    case 'group_unarchive':
      return { kind: 'found' };
    case 'channel_deleted':
    case 'group_deleted':
      return { kind: 'lost', why: 'deleted' };
    case 'channel_id_changed':
      return to === undefined ? undefined : { kind: 'moved', to: channelPlace(to) };
    default:
      return undefined;
  }
}

/** Two workspaces that share a channel may both have us: Slack tells either of them, and one of them is whose it is. */
const tenantOf = (desk: Desk, tenant: string, channel: string): Promise<string> =>
  desk.host.tenantOf({ platform: PLATFORM, tenant, place: channelPlace(channel) });

async function onMention(desk: Desk, context: EventContext, body: EventBody): Promise<void> {
  const { botUser } = context;
  const { user, bot_id: bot, text = '', thread_ts: thread } = body.event;
  const channel = channelOf(body);
  if (user === undefined || channel === undefined || bot !== undefined || botUser === undefined) return;
  const happened = { eventId: body.event_id, user, team: homeOf(body), channel };
  const tenant = await tenantOf(desk, context.tenant, channel);
  const envelope = eventEnvelope(happened, { tenant, now: desk.host.now() });
  const answer = await ask(desk, {
    envelope,
    intent: { kind: 'mention', text: mentionText(text, botUser) },
  });
  if (answer.reply.kind !== 'none') await tell(desk, { tenant, user, channel, thread }, answer);
}

/** Slack repeats an event, and in no order: one from before we were installed again must not end that. */
async function leave(desk: Desk, tenant: string): Promise<void> {
  const installed = await desk.installations.find(tenant).catch(() => undefined);
  if (installed && (await isWelcome(desk, installed))) {
    desk.log.info({ tenant }, 'an old word of being uninstalled came late');
    return;
  }
  await desk.installations.remove(tenant);
  await desk.host.news({ platform: PLATFORM, tenant }, { kind: 'lost', why: 'uninstalled' });
}

async function happen(desk: Desk, context: EventContext, body: EventBody): Promise<void> {
  const { tenant } = context;
  const { type, user, tab, tokens } = body.event;
  switch (type) {
    case 'app_mention':
      return onMention(desk, context, body);
    case 'app_home_opened': {
      if (tab !== 'home' || user === undefined) return undefined;
      const happened = { eventId: body.event_id, user, team: homeOf(body) };
      return publishHome(desk, eventEnvelope(happened, { tenant, now: desk.host.now() }), user);
    }
    case 'app_uninstalled':
      return leave(desk, tenant);
    case 'tokens_revoked':
      return (tokens?.bot ?? []).length > 0 ? leave(desk, tenant) : undefined;
    default: {
      const news = newsOf(body, context);
      const channel = channelOf(body);
      if (!news || channel === undefined) return undefined;
      const linked = await tenantOf(desk, tenant, channel);
      const now = await asItIs(desk, { tenant: linked, channel }, news);
      return now && desk.host.news({ platform: PLATFORM, tenant: linked, place: channelPlace(channel) }, now);
    }
  }
}

/** Something happened in a workspace. Slack was answered already, so nobody waits for this. */
export async function onEvent(desk: Desk, context: EventContext, given: unknown): Promise<void> {
  const parsed = eventBody.safeParse(given);
  if (!parsed.success) return;
  try {
    await happen(desk, context, parsed.data);
  } catch (error) {
    const { tenant } = context;
    const { type: kind } = parsed.data.event;
    desk.log.error(
      { error, tenant, kind, reason: errorCode(error) ?? 'fault' },
      'an event was not dealt with',
    );
  }
}
