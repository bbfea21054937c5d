import type { Context } from './db/context.ts';
import type { Database, Tx } from './db/types.ts';
import { findCode, linkMe, oldCode, taskForceOfChannel, tenantOfChannel } from './features/roster/index.ts';
import { FOUNDING_FORM, founding, TAKEN, webFounding, type Founder } from './features/setup/index.ts';
import type { FoundingLinks } from './founding-links.ts';
import type { Grammar } from './grammar.ts';
import type { FormValues } from './kernel/card.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Envelope, Intent } from './kernel/intent.ts';
import { refused, type Outcome, type Reply } from './kernel/outcome.ts';
import { isDirect, type Audience, type Place, type Profile } from './kernel/platform.ts';
import { rich, typed } from './kernel/rich.ts';
import type { Opened, Seal } from './seal.ts';
import { setupInChannel } from './turned-away.ts';
import { UNKNOWN } from './work.ts';

/** What someone who is on no roster yet does, made out: all of it happens in one transaction of this task force. */
export interface Arrival {
  readonly taskForce: TaskForceId;
  /** Makes the task force, where there is none yet; a reply when that is not to be. */
  readonly begin?: (tx: Tx) => Promise<Reply | undefined>;
  readonly run: (
    ctx: Context,
  ) => Promise<{ readonly outcome: Outcome; readonly actor: string; readonly zone: string }>;
}

/** Answered already, in the name of this task force (it signs what the reply carries). */
export interface Turned {
  readonly reply: Reply;
  readonly taskForce?: TaskForceId;
  /** They are in several, and must say which they mean. */
  readonly choose?: readonly TaskForceId[];
}

interface NewcomerDeps {
  readonly database: Database;
  readonly grammar: Grammar<Tx>;
  readonly links: FoundingLinks;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly machine: Clock;
  readonly newId: () => string;
  /** What a platform tells of an account; over the network, so never inside a transaction. */
  readonly profile: (envelope: Envelope, account: string) => Promise<Profile | undefined>;
  /** What a platform tells of a channel; over the network as well. */
  readonly audience: (place: Place) => Promise<Audience>;
}

type Asked = Exclude<Intent, { kind: 'due' }>;

const inAChannel = (platform: string): Reply =>
  refused(
    'not-now',
    rich`Please type ${setupInChannel(platform)} in the channel that the task force will use, in Slack or Teams. A private channel is best. On the web, whoever looks after the server opens the link that "npm run -s convener -- setup" prints there.`,
  );
const OLD_LINK: Reply = refused('too-old', rich`This link is used up, or too old.`);
const NOT_FULL: Reply = refused(
  'not-now',
  rich`Setting up needs a full member of this workspace: please ask one of them to type ${typed('setup')} here.`,
);

/** What a person may do before a roster knows them: link their account by a code, and set a task force up. */
export function createNewcomers(deps: NewcomerDeps) {
  const { database, grammar, seal, machine } = deps;

  async function byCode(envelope: Envelope, typed: string): Promise<Arrival | Turned> {
    const code = await database.unscoped((tx) => findCode(tx, typed, machine.now()));
    // Before anyone is looked up: on which roster an account is does not matter to a code that does not work.
    if (code?.kind !== 'me') return { reply: oldCode };
    return {
      taskForce: code.taskForce,
      run: async (ctx) => {
        const { outcome, person } = await linkMe(ctx, code, envelope);
        return { outcome, actor: code.member, zone: person?.zone ?? ctx.taskForce.zone };
      },
    };
  }

  /** Who sets up, and where; or why not. A channel of this very task force was set up with the same form. */
  async function founder(envelope: Envelope, own?: TaskForceId): Promise<Founder | Reply> {
    const { platform, tenant, place, account } = envelope;
    if (platform === 'web' || place === undefined || isDirect(place)) return inAChannel(platform);
    const at = { platform, tenant, place };
    // Also where it is linked from the other side of a shared channel.
    const owner = await database.unscoped(async (tx) =>
      taskForceOfChannel(tx, { ...at, tenant: await tenantOfChannel(tx, at) }),
    );
    if (owner !== undefined && owner !== own) return TAKEN;
    const profile = await deps.profile(envelope, account);
    return profile?.full ? { at, account, profile } : NOT_FULL;
  }

  async function openFounding(envelope: Envelope): Promise<Turned> {
    const asked = await founder(envelope);
    if ('kind' in asked) return { reply: asked };
    const taskForce = `tf-${deps.newId().slice(0, 13)}` as TaskForceId;
    return { reply: founding.open(asked), taskForce };
  }

  /** Where the channel's answers go to the person's own messages, the button stands there; its value names the channel. */
  function whereAsked(envelope: Envelope, { value: { platform, tenant, place } }: Opened): Envelope {
    const same = platform === envelope.platform && tenant === envelope.tenant;
    return same && place !== undefined ? { ...envelope, place } : envelope;
  }

  async function submitFounding(
    envelope: Envelope,
    { taskForce, value }: Opened,
    values: FormValues,
  ): Promise<Arrival | Turned> {
    const { platform, tenant, place } = value;
    if (platform !== envelope.platform || tenant !== envelope.tenant || place === undefined)
      return { reply: UNKNOWN };
    const asked = await founder({ ...envelope, place }, taskForce);
    if ('kind' in asked) return { reply: asked };
    const second = values[founding.second];
    const helper = typeof second === 'string' && second !== '' ? second : undefined;
    const profile = helper === undefined ? undefined : await deps.profile(envelope, helper);
    // Not knowing keeps nobody from setting up.
    const audience = await deps.audience(asked.at).catch(() => undefined);
    const found = founding.submit(
      { ...asked, audience },
      {
        taskForce,
        values,
        second: helper && profile ? { account: helper, profile } : undefined,
        now: deps.clock.now(),
      },
    );
    if ('reply' in found) return { reply: found.reply, taskForce };
    return { taskForce, ...found };
  }

  /** On the web nobody is known before there is a task force: the link itself says that one may be set up. */
  async function byLink(token: string, values?: FormValues): Promise<Arrival | Turned> {
    const opened = await deps.links.read(token);
    if (!opened) return { reply: OLD_LINK };
    const { taskForce, value: link } = opened;
    if (values === undefined) return { reply: webFounding.open(link), taskForce };
    const found = webFounding.submit({ taskForce, link, values, now: deps.clock.now() });
    return 'reply' in found ? { reply: found.reply, taskForce } : { taskForce, ...found };
  }

  /** The newcomer's way for this intent; undefined when it is the corridor's. */
  return async (envelope: Envelope, intent: Asked): Promise<Arrival | Turned | undefined> => {
    if (intent.kind === 'command' || intent.kind === 'mention') {
      const parsed = grammar.parse(intent.text);
      if (parsed.state === 'problem') return undefined;
      if (parsed.command.path === 'setup') return openFounding(envelope);
      const code = parsed.state === 'run' && parsed.command.path === 'link me' && parsed.args['code'];
      // On the web an account is a member already, and of one task force.
      return code && envelope.platform !== 'web' ? byCode(envelope, code) : undefined;
    }
    const opened = seal.open(intent.token);
    if (opened?.purpose !== 'form' || opened.name !== FOUNDING_FORM) return undefined;
    // Who is signed in on the web has a task force, and is no newcomer.
    if (envelope.platform === 'web' && envelope.taskForce === undefined)
      return byLink(intent.token, intent.kind === 'submit' ? intent.values : undefined);
    if (intent.kind !== 'submit') return openFounding(whereAsked(envelope, opened));
    return submitFounding(envelope, opened, intent.values);
  };
}
