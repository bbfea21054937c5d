import { createHash, randomBytes } from 'node:crypto';
import type { ActorContext, Context } from '../../db/context.ts';
import { isChair, isPowerful, type Person } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  cardReply,
  changed,
  none,
  noteReply,
  refused,
  show,
  toMember,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, time, typed } from '../../kernel/rich.ts';
import { rosterCard } from './cards.ts';
import { firstName } from './model.ts';
import { chooseHere, findMember, greet, people, saveInvite } from './store.ts';
import type { AccountAt } from './strangers.ts';

const DAY = 86_400_000;
/** How long a personal link works: 14 days; one hour, and once, for people who can read or change most. */
const LINK_LASTS = { ordinary: 14 * DAY, powerful: DAY / 24 };

/** A secret for an address: only its hash is kept. */
export const newToken = (): string => randomBytes(24).toString('base64url');

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Makes a personal link for a member; an earlier one stops working. Answers the whole URL, which is kept nowhere. */
export async function makeInvite(
  ctx: Context,
  person: Person,
): Promise<{ url: string; expiresAt: Date; once: boolean }> {
  const token = newToken();
  const once = isPowerful(person.roles);
  // Links end by the machine's clock, like sessions: the demo's clock may stand still for weeks.
  const since = new Date();
  const expiresAt = new Date(since.getTime() + (once ? LINK_LASTS.powerful : LINK_LASTS.ordinary));
  await saveInvite(
    ctx.tx,
    {
      hash: hashOfToken(token),
      taskForce: ctx.taskForce.id,
      member: person.member,
      once,
      expiresAt,
    },
    since,
  );
  return { url: `${ctx.publicUrl}/i/${token}`, expiresAt, once };
}

export async function invite(ctx: ActorContext, { member }: { member: string }): Promise<Outcome> {
  const person = await findMember(ctx.tx, member);
  if (!person)
    return answered(
      refused(
        'unknown',
        rich`I do not find that person on the roster. Use their whole name or their id; ${typed('roster')} lists them.`,
      ),
    );
  if (isPowerful(person.roles)) {
    return answered(
      refused(
        'not-now',
        sentences(
          rich`${person.name} can read or change most, so this link is made on the server. Please ask whoever looks after the server for a new link for ${firstName(person.name)}.`,
          ctx.actor.roles.includes('facilitator') &&
            rich`They type: npm run -s convener -- invite ${person.member}`,
        ),
      ),
    );
  }
  const { url, expiresAt } = await makeInvite(ctx, person);
  return changed({
    reply: noteReply(
      rich`A link for ${person.name}: ${url} It works until ${time(expiresAt, 'date')}, and an earlier one no longer does. Please hand it over yourself: whoever has it can open their page.`,
    ),
    changes: [{ action: 'invite', subject: person.member }],
  });
}

export async function showRoster(ctx: ActorContext): Promise<Outcome> {
  const all = await people(ctx.tx);
  const own = ctx.grant === 'own row';
  const visible = own ? all.filter((person) => person.member === ctx.actor.member) : all;
  return answered(cardReply(rosterCard(visible, ctx.taskForce, { own, adds: isChair(ctx.actor.roles) })));
}

const helloTo = (member: MemberId): Effect =>
  show(`hello:${member}`, toMember(member), { name: 'roster.hello', id: member }, true);

/** The hello is the first message to a person: whoever is about to get another one first gets this. */
export async function greetFirst(ctx: Context, ids: readonly MemberId[]): Promise<readonly Effect[]> {
  return (await greet(ctx.tx, ids)).map(helloTo);
}

export async function hello(ctx: Context, cue: DueCue): Promise<Outcome> {
  const greeted = await greet(ctx.tx, [cue.subject as MemberId]);
  if (greeted.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'hello', subject: cue.subject }],
    effects: greeted.map(helloTo),
    // From the day after, they may be asked something.
    replan: true,
  });
}

/** "I mean this task force": remembered for a while, for someone who is in several. */
export async function useHere(ctx: ActorContext, at: AccountAt): Promise<Outcome> {
  if (!(await chooseHere(ctx.tx, at, ctx.actor.member, new Date())))
    return answered(refused('unknown', rich`That account is not yours here. Please ask again.`));
  return changed({
    reply: noteReply(
      rich`Good: ${ctx.taskForce.neutralName}, for the next hours. Did you type something before? Please type it once more.`,
    ),
    changes: [{ action: 'choose task force', subject: ctx.actor.member }],
  });
}

export async function fine(ctx: ActorContext): Promise<Outcome> {
  return answered(
    noteReply(rich`Good. You will hear from me before the next meeting of ${ctx.taskForce.neutralName}.`),
  );
}
