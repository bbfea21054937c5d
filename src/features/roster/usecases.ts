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
import { list, text } from '../../kernel/card.ts';
import { rich, sentences, time, typed, type Rich } from '../../kernel/rich.ts';
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

const notFound = (names: readonly string[]): Outcome =>
  answered(
    refused(
      'unknown',
      names.length === 1
        ? rich`I do not find that person on the roster. Use their whole name or their id; ${typed('roster')} lists them.`
        : rich`I do not find ${names.length} of them on the roster: ${names.join(', ')}. No link was made. ${typed('roster')} lists everyone.`,
    ),
  );

/** Whose links the server makes, and how. */
const onServer = (ctx: ActorContext, powerful: readonly Person[]): Rich =>
  sentences(
    powerful.length === 1
      ? rich`${powerful[0]!.name} can read or change most, so this link is made on the server. Please ask whoever looks after the server for a new link for ${firstName(powerful[0]!.name)}.`
      : rich`${powerful.map(({ name }) => name).join(', ')} can read or change most, so their links are made on the server. Please ask whoever looks after it.`,
    ctx.actor.roles.includes('facilitator') &&
      rich`They type: npm run -s convener -- invite ${powerful.map(({ member }) => member).join(' or ')}`,
  );

async function linkFor(ctx: ActorContext, person: Person): Promise<{ row: Rich; expiresAt: Date }> {
  const { url, expiresAt } = await makeInvite(ctx, person);
  return { row: rich`A link for ${person.name}: ${url}`, expiresAt };
}

const HANDED = rich`and an earlier one no longer does. Please hand it over yourself: whoever has it can open their page.`;

/** `invite NAME` or `invite NAME, NAME`: a link for each, or none where a name is not found. */
export async function invite(ctx: ActorContext, { member }: { member: string }): Promise<Outcome> {
  const names = [...new Set(member.split(/[,;\n]+/u).map((name) => name.trim()))].filter(Boolean);
  const found = new Map<string, Person | undefined>();
  for (const name of names) found.set(name, await findMember(ctx.tx, name));
  const unknown = names.filter((name) => !found.get(name));
  if (unknown.length > 0 || names.length === 0) return notFound(names.length > 1 ? unknown : [member]);
  const all = [...new Map([...found.values()].map((person) => [person!.member, person!])).values()];
  const powerful = all.filter(({ roles }) => isPowerful(roles));
  const others = all.filter(({ roles }) => !isPowerful(roles));
  if (others.length === 0) return answered(refused('not-now', onServer(ctx, powerful)));
  const links: Awaited<ReturnType<typeof linkFor>>[] = [];
  for (const person of others) links.push(await linkFor(ctx, person));
  const until = time(links[0]!.expiresAt, 'date');
  return changed({
    reply:
      all.length === 1
        ? noteReply(rich`${links[0]!.row} It works until ${until}, ${HANDED}`)
        : cardReply({
            title: rich`Links to hand over`,
            notice: 'Links to hand over',
            blocks: [
              text(rich`Each works until ${until}, ${HANDED}`),
              list(links.map(({ row }) => ({ label: '', text: row }))),
              ...(powerful.length > 0 ? [text(onServer(ctx, powerful))] : []),
            ],
          }),
    changes: others.map((person) => ({ action: 'invite', subject: person.member })),
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
