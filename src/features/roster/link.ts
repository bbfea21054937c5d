import { and, eq } from 'drizzle-orm';
import type { ActorContext, Context } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import type { Person } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import {
  answered,
  changed,
  noteReply,
  refused,
  type Effect,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { isDirect, type Place } from '../../kernel/platform.ts';
import { bold, rich, typed } from '../../kernel/rich.ts';
import { CODE_MINUTES, findCode, makeCode, takeCode, type LinkCode } from './codes.ts';
import { bringAlong } from './moved.ts';
import { isAccount, isChannel, livePlaces, personById, WEB } from './store.ts';
import { forgetStranger, type AccountAt } from './strangers.ts';
import { accounts, channels, members } from './table.ts';

const PLATFORM_NAMES: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Teams', web: 'the web' };
export const platformName = (platform: string): string => PLATFORM_NAMES[platform] ?? platform;

/** The same for a code that is wrong, used, too old, or of another kind: none of these is told apart. */
export const oldCode: Reply = refused(
  'too-old',
  rich`That code does not work. A code works once, for ${CODE_MINUTES} minutes. Please make a new one where you are linked already.`,
);

/** `link me` without a code, where someone is known already: makes the code for the other place. */
export async function codeForMe(ctx: ActorContext): Promise<Outcome> {
  const code = await makeCode(
    ctx.tx,
    { taskForce: ctx.taskForce.id, kind: 'me', member: ctx.actor.member },
    new Date(),
  );
  return changed({
    reply: noteReply(
      rich`Type this with your other account, within ${CODE_MINUTES} minutes: ${bold(`/convener link me ${code}`)} in Slack, ${bold(`link me ${code}`)} to Convener in Teams. It works once. Please give it to nobody: whoever types it becomes you here.`,
    ),
    changes: [{ action: 'make code', subject: ctx.actor.member, detail: { kind: 'me' } }],
  });
}

async function ownerOf(tx: Tx, at: AccountAt) {
  const [known] = await tx
    .select({ member: accounts.member, state: members.state })
    .from(accounts)
    .innerJoin(members, and(eq(members.taskForce, accounts.taskForce), eq(members.id, accounts.member)))
    .where(isAccount(at));
  return known;
}

/** The account becomes this person's; their messages come there from now on. 'taken' when it is somebody else's. */
export async function linkAccount(
  ctx: Context,
  at: AccountAt,
  member: MemberId,
): Promise<'linked' | 'already' | 'taken'> {
  const { platform, tenant, account } = at;
  const inserted = await ctx.tx
    .insert(accounts)
    .values({ platform, tenant, account, taskForce: ctx.taskForce.id, member, sessionsSince: ctx.now })
    .onConflictDoNothing()
    .returning({ member: accounts.member });
  const known = inserted.length > 0 ? undefined : await ownerOf(ctx.tx, at);
  await forgetStranger(ctx.tx, at);
  if (known?.state === 'active' && known.member !== member) return 'taken';
  // What reached nobody, or somebody who left, is this person's from now on.
  if (known)
    await ctx.tx
      .update(accounts)
      .set({ member, lost: null, chosenAt: null, sessionsSince: ctx.now })
      .where(isAccount(at));
  await ctx.tx.update(members).set({ platform }).where(eq(members.id, member));
  return known?.member === member ? 'already' : 'linked';
}

/** `link me CODE`, by an account that may be nobody's yet: the code says whose it is. */
export async function linkMe(
  ctx: Context,
  code: LinkCode,
  at: AccountAt,
): Promise<{ outcome: Outcome; person: Person | undefined }> {
  const person = code.kind === 'me' ? await personById(ctx.tx, code.member) : undefined;
  if (!person || !(await takeCode(ctx.tx, code))) return { outcome: answered(oldCode), person: undefined };
  const linked = await linkAccount(ctx, at, person.member);
  if (linked === 'taken')
    return {
      person,
      outcome: answered(
        refused(
          'not-now',
          rich`This account belongs to somebody else on the roster already. Please ask a chair.`,
        ),
      ),
    };
  return {
    person,
    outcome: changed({
      reply: noteReply(
        rich`Done: this account is yours, ${person.name}. What ${ctx.taskForce.neutralName} sends you comes here from now on.`,
      ),
      changes: [{ action: 'link account', subject: person.member, detail: { platform: at.platform } }],
      effects: await bringAlong(ctx, person.member),
      replan: true,
      look: await livePlaces(ctx.tx, at),
    }),
  };
}

/** A code for an account is typed where the account is: the web knows everyone already. */
export const noCodeHere = (): Outcome =>
  answered(
    refused('not-now', rich`Please type that in Slack or Teams, with the account that should be yours.`),
  );

/** `link channel` without a code: makes one to type in the channel. */
export async function codeForChannel(ctx: ActorContext): Promise<Outcome> {
  const code = await makeCode(
    ctx.tx,
    { taskForce: ctx.taskForce.id, kind: 'channel', member: ctx.actor.member },
    new Date(),
  );
  return changed({
    reply: noteReply(
      rich`Add Convener to the channel and type there, within ${CODE_MINUTES} minutes: ${bold(`/convener link channel ${code}`)} in Slack, ${bold(`@Convener link channel ${code}`)} in Teams. You must be linked there yourself (${typed('link me')} makes that code). Best in a private channel: in a public one anyone could read along, so no titles are shown.`,
    ),
    changes: [{ action: 'make code', subject: ctx.actor.member, detail: { kind: 'channel' } }],
  });
}

async function claimChannel(tx: Tx, ctx: ActorContext, at: Place): Promise<'linked' | 'already' | 'taken'> {
  const { platform, tenant, place } = at;
  const inserted = await tx
    .insert(channels)
    .values({ platform, tenant, place, taskForce: ctx.taskForce.id })
    .onConflictDoNothing()
    .returning({ place: channels.place });
  if (inserted.length > 0) return 'linked';
  const isHere = isChannel(at);
  const [own] = await tx.select({ lost: channels.lost }).from(channels).where(isHere);
  // Another task force's row is invisible here.
  if (!own) return 'taken';
  if (own.lost === null) return 'already';
  // Typed where nothing could be posted: it can again.
  await tx.update(channels).set({ lost: null }).where(isHere);
  return 'linked';
}

/** `link channel CODE`, typed in the channel; `standing` is what should stand there from now on. */
export async function linkChannel(
  ctx: ActorContext,
  typed: string,
  standing: () => Promise<readonly Effect[]>,
): Promise<Outcome> {
  const { place } = ctx;
  if (!place || isDirect(place.place) || place.platform === WEB)
    return answered(refused('not-now', rich`Please type this in the channel that should be linked.`));
  const code = await findCode(ctx.tx, typed, new Date());
  if (code?.kind !== 'channel' || !(await takeCode(ctx.tx, code))) return answered(oldCode);
  const claimed = await claimChannel(ctx.tx, ctx, place);
  if (claimed === 'taken')
    return answered(refused('not-now', rich`This channel is linked already, and cannot be linked twice.`));
  if (claimed === 'already') return answered(noteReply(rich`This channel is linked already.`));
  return changed({
    reply: noteReply(
      rich`Done: ${ctx.taskForce.neutralName} posts here from now on. It shows what everyone in this channel may read; I tell you if that is less than you expect. If Convener is not in it yet, please add it: in Slack, type /invite @convener here.`,
    ),
    changes: [{ action: 'link channel', subject: ctx.taskForce.id, detail: { platform: place.platform } }],
    effects: await standing(),
    replan: true,
    look: [place],
  });
}
