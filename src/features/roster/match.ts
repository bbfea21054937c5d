import { z } from 'zod';
import type { ActorContext, View } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { isChair, isPowerful, type Person } from '../../kernel/access.ts';
import {
  answered,
  changed,
  noteReply,
  refused,
  type Change,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { matchCard, type MatchRow } from './match-card.ts';
import { linkAccount, platformName } from './link.ts';
import { bringAlong } from './moved.ts';
import { livePlaces, people, personById } from './store.ts';
import {
  accountOfId,
  lockStranger,
  matchCards,
  openStrangers,
  refuseStranger,
  type AccountAt,
} from './strangers.ts';

export const accountValue = z.object({ platform: z.string(), tenant: z.string(), account: z.string() });

const gone: Outcome = answered(
  refused('unknown', rich`That is settled already, or not here any more. The card shows who is still open.`),
);

const settled = async (
  ctx: ActorContext,
  text: ReturnType<typeof rich>,
  changes: readonly Change[],
  more: readonly Effect[] = [],
) =>
  changed({
    reply: noteReply(text),
    changes,
    effects: [...more, ...(await matchCards(ctx))],
    replan: true,
    look: await livePlaces(ctx.tx),
  });

/** An account of someone with power gives its power: only who may change roles links one. */
const mayLink = (ctx: ActorContext, { roles }: Person): boolean =>
  !isPowerful(roles) || ctx.actor.roles.includes('facilitator');
const notYours: Outcome = answered(
  refused(
    'denied',
    rich`That person can read or change most, so only a facilitator can link an account to them. They can do it themselves as well: ${typed('link me')}, where they are linked already, makes a code.`,
  ),
);

/** Links an account to someone on the roster, as the facilitator said. */
export async function matchTo(ctx: ActorContext, at: AccountAt, member: string): Promise<Outcome> {
  const stranger = await lockStranger(ctx.tx, at);
  const person = await personById(ctx.tx, member);
  if (!stranger || !person) return gone;
  if (!mayLink(ctx, person)) return notYours;
  const linked = await linkAccount(ctx, at, person.member);
  if (linked === 'taken') return gone;
  return settled(
    ctx,
    rich`Linked: the ${platformName(at.platform)} account of ${stranger.name} is ${person.name}, ${person.agencyName}.`,
    [{ action: 'match account', subject: person.member, detail: { platform: at.platform } }],
    await bringAlong(ctx, person.member),
  );
}

/** Links all that the card suggested, as it stood when it was pressed. */
export async function matchAll(ctx: ActorContext, { accounts }: { accounts: string }): Promise<Outcome> {
  const changes: Change[] = [];
  const moved: Effect[] = [];
  // In one order, so that two who press at once do not wait for each other in a ring.
  for (const id of accounts.split(' ').toSorted()) {
    const at = accountOfId(id);
    const stranger = at && (await lockStranger(ctx.tx, at));
    const person = stranger?.suggested && (await personById(ctx.tx, stranger.suggested));
    if (!at || !person || isPowerful(person.roles)) continue;
    if ((await linkAccount(ctx, at, person.member)) !== 'linked') continue;
    changes.push({ action: 'match account', subject: person.member, detail: { platform: at.platform } });
    moved.push(...(await bringAlong(ctx, person.member)));
  }
  if (changes.length === 0) return gone;
  return settled(
    ctx,
    rich`Linked: ${changes.length} ${changes.length === 1 ? 'person' : 'people'}.`,
    changes,
    moved,
  );
}

export async function notOneOfUs(ctx: ActorContext, at: AccountAt): Promise<Outcome> {
  if (!(await lockStranger(ctx.tx, at))) return gone;
  await refuseStranger(ctx.tx, at);
  return settled(
    ctx,
    rich`Noted: not one of us. While that account is in a linked channel, the channel shows no titles. Removing it there is up to you.`,
    [{ action: 'refuse account', subject: ctx.taskForce.id, detail: { platform: at.platform } }],
  );
}

/** For facilitators: whose accounts are these? Null once all are settled. */
export const matchView: View = async (ctx, _id, reader) => {
  if (!isChair(reader.person?.roles ?? [])) return null;
  const all = await openStrangers(ctx.tx);
  if (all.length === 0) return null;
  const byId = new Map<MemberId, Person>((await people(ctx.tx)).map((person) => [person.member, person]));
  const rows: MatchRow[] = all.map((stranger) => ({
    ...stranger,
    person: stranger.suggested ? byId.get(stranger.suggested) : undefined,
  }));
  return matchCard(rows);
};
