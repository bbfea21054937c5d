import { and, desc, eq, gt } from 'drizzle-orm';
import type { Context, View } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { list, text, type Card, type ListRow } from '../../kernel/card.ts';
import { answered, changed, none, show, toMember, type Outcome } from '../../kernel/outcome.ts';
import { bold, plain, rich, time } from '../../kernel/rich.ts';
import { failuresOf } from '../../outbox/standing.ts';
import { cues } from '../../schedule/table.ts';
import { facilitators } from '../roster/index.ts';

/** How far back the facilitators' card looks. */
const DAYS_SHOWN = 14;
const MOST_ROWS = 20;

const since = (now: Date): Date => new Date(now.getTime() - DAYS_SHOWN * 86_400_000);

async function loadTrouble({ tx, now, taskForce }: Context) {
  const missed = await tx
    .select({ what: cues.what, dueAt: cues.dueAt, reason: cues.reason })
    .from(cues)
    .where(and(eq(cues.state, 'missed'), gt(cues.settledAt, since(now))))
    .orderBy(desc(cues.dueAt))
    .limit(MOST_ROWS);
  const failures = await failuresOf(tx, taskForce.id);
  const repeats = failures.reduce((total, failure) => total + failure.possibleRepeats, 0);
  return { missed, dead: failures.filter((failure) => failure.reason !== null).slice(0, MOST_ROWS), repeats };
}

type Trouble = Awaited<ReturnType<typeof loadTrouble>>;

const WHAT: Readonly<Record<string, string>> = {
  call: 'Call for topics',
  draft: 'Draft agenda',
  agenda: 'Agenda',
  held: 'Agenda on hold',
  fate: 'About a topic',
  hello: 'Hello',
  trouble: 'This list',
};

function troubleCard({ missed, dead, repeats }: Trouble): Card {
  const missedRows: ListRow[] = missed.map((row) => ({
    label: '',
    text: [bold(row.what)],
    detail: rich`was due ${time(row.dueAt)}: ${row.reason ?? 'too late to help'}`,
  }));
  const deadRows: ListRow[] = dead.map((row) => ({
    label: '',
    text: [bold(WHAT[row.key.split(':')[0] ?? ''] ?? 'A message')],
    detail: [plain(`on ${row.place.platform}: ${row.reason ?? 'no reason given'}`)],
  }));
  return {
    title: rich`Not sent, and why`,
    notice: 'Something could not be sent',
    blocks: [
      ...(missedRows.length > 0 ? [list(missedRows, rich`Not sent`)] : []),
      ...(deadRows.length > 0 ? [list(deadRows, rich`Could not reach`)] : []),
      text(
        rich`May have gone out twice: ${repeats}. Is something here still wanted? Please tell the people it was for yourself.`,
      ),
    ],
  };
}

/** For chairs only; null once there is nothing to tell. */
export const troubleView: View = async (ctx, _id, reader) => {
  if (!isChair(reader.person?.roles ?? [])) return null;
  const trouble = await loadTrouble(ctx);
  return trouble.missed.length + trouble.dead.length + trouble.repeats === 0 ? null : troubleCard(trouble);
};

/** One card per facilitator, edited as the list changes. */
export async function tellTrouble(ctx: Context): Promise<Outcome> {
  const told = await facilitators(ctx.tx);
  if (told.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'tell trouble', subject: ctx.taskForce.id }],
    effects: told.map((person) =>
      show('trouble', toMember(person.member), { name: 'setup.trouble', id: ctx.taskForce.id }),
    ),
  });
}
