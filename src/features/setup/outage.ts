import { and, eq, gt, gte, inArray, lt, notInArray } from 'drizzle-orm';
import type { ActorContext, Context, View } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { buttons, list, note, press, text, type Block, type ListRow } from '../../kernel/card.ts';
import { answered, cardReply, changed, none, refused, type Outcome } from '../../kernel/outcome.ts';
import { plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { messages } from '../../outbox/table.ts';
import type { Outage } from '../../schedule/outage.ts';
import { SENDS_NOTHING } from '../../schedule/sends-nothing.ts';
import { cues } from '../../schedule/table.ts';
import { toFacilitators } from '../roster/index.ts';
import { onceEach, whatOf, type MissedCue } from './trouble.ts';

/** So many of what was not sent are named on the card. */
const MOST_NAMED = 5;
/** So many of each kind stand in the list. */
const MOST_ROWS = 20;

/** What was due meanwhile, late or missed, and what may stand somewhere twice. */
async function loadOutage({ tx, taskForce }: Context, { from, to }: Outage) {
  const due = await tx
    .select({
      kind: cues.kind,
      what: cues.what,
      subject: cues.subject,
      dueAt: cues.dueAt,
      state: cues.state,
      reason: cues.reason,
    })
    .from(cues)
    .where(
      and(
        inArray(cues.state, ['done', 'missed']),
        notInArray(cues.kind, [...SENDS_NOTHING]),
        gte(cues.dueAt, from),
        lt(cues.dueAt, to),
        gte(cues.settledAt, to),
      ),
    )
    .orderBy(cues.dueAt, cues.key);
  // A send that was under way when we went off is repeated afterwards.
  const repeats = await tx
    .select({ key: messages.key, count: messages.possibleRepeats })
    .from(messages)
    .where(
      and(
        eq(messages.taskForce, taskForce.id),
        gt(messages.possibleRepeats, 0),
        gte(messages.shownAt, from),
        lt(messages.createdAt, to),
      ),
    );
  return {
    late: due.filter(({ state }) => state === 'done'),
    missed: due.filter(({ state }) => state === 'missed'),
    repeats,
  };
}

type Loaded = Awaited<ReturnType<typeof loadOutage>>;

const repeatsIn = ({ repeats }: Loaded): number => repeats.reduce((sum, { count }) => sum + count, 0);

/** "The week's digest; A note about a poll, 3 times": each kind once. */
const namesIn = (all: readonly string[]): string =>
  [...Map.groupBy(all, (what) => what)]
    .slice(0, MOST_NAMED)
    .map(([what, { length }]) => (length > 1 ? `${what}, ${length} times` : what))
    .join('; ');

function outageOf(id: string): Outage | undefined {
  const [from, to] = id.split('/').map((each) => new Date(each));
  return from && to && !Number.isNaN(from.getTime() + to.getTime()) ? { from, to } : undefined;
}

/** COPY 16, for chairs only. */
export const outageView: View = async (ctx, id, reader) => {
  const outage = outageOf(id);
  if (!outage || !isChair(reader.person?.roles ?? [])) return null;
  const loaded = await loadOutage(ctx, outage);
  const { late, missed } = loaded;
  const repeats = repeatsIn(loaded);
  const named = namesIn(missed.map(({ what }) => what));
  return {
    title: rich`I was off from ${time(outage.from)} to ${time(outage.to)}`,
    notice: 'Convener was off for a while',
    blocks: [
      text(
        sentences(
          rich`Sent late: ${late.length}.`,
          rich`Not sent, because it was too late to help: ${missed.length}${[plain(named && ` (${named})`)]}.`,
          rich`May have gone out twice: ${repeats}.`,
          rich`Presses made in that time may have shown an error; please ask people to press again. Nothing waits for you.`,
        ),
      ),
      ...(late.length + missed.length + repeats > 0
        ? [buttons(press('See the list', 'setup.outage', { outage: id }))]
        : []),
    ],
  };
};

const dueRow = ({ dueAt }: MissedCue, what: Rich, why: Rich): ListRow => ({
  label: '',
  text: what,
  detail: rich`was due ${time(dueAt)}${why}`,
});

/** At most so many rows, and how many more there are. */
const section = (rows: readonly ListRow[], heading: Rich): readonly Block[] => [
  ...(rows.length > 0 ? [list(rows.slice(0, MOST_ROWS), heading)] : []),
  ...(rows.length > MOST_ROWS ? [note(rich`And ${rows.length - MOST_ROWS} more.`)] : []),
];

/** "See the list". */
export async function showOutage(ctx: ActorContext, { outage: id }: { outage: string }): Promise<Outcome> {
  const outage = outageOf(id);
  if (!outage || ctx.grant !== 'yes')
    return answered(refused('denied', rich`That list is for the chairs. There is nothing to do.`));
  const loaded = await loadOutage(ctx, outage);
  const blocks = [
    ...section(
      onceEach(loaded.late).map(([row, what]) => dueRow(row, what, [])),
      rich`Sent late`,
    ),
    ...section(
      onceEach(loaded.missed).map(([row, what]) =>
        dueRow(row, what, rich`: ${row.reason ?? 'too late to help'}`),
      ),
      rich`Not sent`,
    ),
    ...section(
      loaded.repeats.map(({ key }) => ({ label: '', text: [plain(whatOf(key))] })),
      rich`May have gone out twice`,
    ),
  ];
  const title = rich`While I was off, ${time(outage.from)} to ${time(outage.to)}`;
  const nothing = text(rich`Nothing was sent late or left out.`);
  return answered(
    cardReply({ title, notice: 'While Convener was off', blocks: blocks.length > 0 ? blocks : [nothing] }),
  );
}

/** Told once what was due has been done. */
export async function tellOutage(ctx: Context, { from, to }: Outage): Promise<Outcome> {
  const id = `${from.toISOString()}/${to.toISOString()}`;
  return changed({
    reply: none,
    changes: [{ action: 'tell outage', subject: ctx.taskForce.id }],
    // By its beginning: two copies that start together tell of it once.
    effects: await toFacilitators(ctx.tx, `outage:${from.toISOString()}`, { name: 'setup.outage', id }),
  });
}
