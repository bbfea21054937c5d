import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Context, View } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { text } from '../../kernel/card.ts';
import { changed, none, show, toMember, type Outcome } from '../../kernel/outcome.ts';
import { plain, rich, sentences, time } from '../../kernel/rich.ts';
import { messages } from '../../outbox/table.ts';
import type { Outage } from '../../schedule/outage.ts';
import { cues } from '../../schedule/table.ts';
import { facilitators } from '../roster/index.ts';

/** So many of what was not sent are named. */
const MOST = 5;

async function loadOutage({ tx }: Context, { from, to }: Outage) {
  const dueMeanwhile = and(gte(cues.dueAt, from), lt(cues.dueAt, to), gte(cues.settledAt, to));
  const missed = await tx
    .select({ what: cues.what })
    .from(cues)
    .where(and(eq(cues.state, 'missed'), dueMeanwhile))
    .orderBy(cues.dueAt);
  const [repeats] = await tx
    .select({ count: sql<number>`coalesce(sum(${messages.possibleRepeats}), 0)::int` })
    .from(messages)
    // A send that was under way when we went off is repeated afterwards.
    .where(and(gte(messages.shownAt, from), lt(messages.createdAt, to)));
  return {
    late: await tx.$count(cues, and(eq(cues.state, 'done'), dueMeanwhile)),
    missed: missed.map(({ what }) => what),
    repeats: repeats?.count ?? 0,
  };
}

/** COPY 16, for chairs only. */
export const outageView: View = async (ctx, id, reader) => {
  const [from, to] = id.split('/').map((each) => new Date(each));
  if (!from || !to || !isChair(reader.person?.roles ?? [])) return null;
  const { late, missed, repeats } = await loadOutage(ctx, { from, to });
  const named = missed.slice(0, MOST).join(', ');
  return {
    title: rich`I was off from ${time(from)} to ${time(to)}`,
    notice: 'Convener was off for a while',
    blocks: [
      text(
        sentences(
          rich`Sent late: ${late}.`,
          rich`Not sent, because it was too late to help: ${missed.length}${[plain(named && ` (${named})`)]}.`,
          rich`May have gone out twice: ${repeats}.`,
          rich`Presses made in that time may have shown an error; please ask people to press again. Nothing waits for you.`,
        ),
      ),
    ],
  };
};

/** Told once what was due has been done. */
export async function tellOutage(ctx: Context, { from, to }: Outage): Promise<Outcome> {
  const id = `${from.toISOString()}/${to.toISOString()}`;
  const told = await facilitators(ctx.tx);
  return changed({
    reply: none,
    changes: [{ action: 'tell outage', subject: ctx.taskForce.id }],
    // By its beginning: two copies that start together tell of it once.
    effects: told.map(({ member }) =>
      show(`outage:${from.toISOString()}`, toMember(member), { name: 'setup.outage', id }),
    ),
  });
}
