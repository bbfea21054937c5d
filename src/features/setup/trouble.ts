import { and, desc, eq, gt } from 'drizzle-orm';
import type { Context, View } from '../../db/context.ts';
import { isChair, type Person, type Reader } from '../../kernel/access.ts';
import { list, text, type Block, type Card, type ListRow } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { answered, changed, none, type Outcome } from '../../kernel/outcome.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { isDirect } from '../../kernel/platform.ts';
import { bold, mention, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import { failuresOf, type Failure } from '../../outbox/standing.ts';
import { cues } from '../../schedule/table.ts';
import { knownReader, placeNames, toFacilitators } from '../roster/index.ts';
import { reasonText } from './reasons.ts';

/** How far back the facilitators' card looks. */
const DAYS_SHOWN = 14;
const MOST_ROWS = 20;

const since = (now: Date): Date => new Date(now.getTime() - DAYS_SHOWN * 86_400_000);

async function loadTrouble({ tx, now, taskForce }: Context) {
  const missed = await tx
    .select({
      kind: cues.kind,
      what: cues.what,
      dueAt: cues.dueAt,
      reason: cues.reason,
      subject: cues.subject,
    })
    .from(cues)
    .where(and(eq(cues.state, 'missed'), gt(cues.settledAt, since(now))))
    .orderBy(desc(cues.dueAt))
    .limit(MOST_ROWS);
  const failures = await failuresOf(tx, taskForce.id);
  const dead = failures.filter((failure) => failure.reason !== null);
  const repeated = failures.filter((failure) => failure.possibleRepeats > 0);
  return {
    missed,
    dead: await named(tx, dead),
    repeated: await named(tx, repeated),
    repeats: repeated.reduce((total, failure) => total + failure.possibleRepeats, 0),
  };
}

interface NamedFailure extends Failure {
  readonly where: string;
}

async function named(tx: Context['tx'], failures: readonly Failure[]): Promise<readonly NamedFailure[]> {
  const shown = failures.slice(0, MOST_ROWS);
  const names = await placeNames(
    tx,
    shown.map(({ place }) => place),
  );
  return shown.map((failure, at) => ({ ...failure, where: names[at] ?? '' }));
}

type Trouble = Awaited<ReturnType<typeof loadTrouble>>;

const WHAT: Readonly<Record<string, string>> = {
  call: 'Call for topics',
  draft: 'Draft agenda',
  agenda: 'Agenda',
  held: 'Agenda on hold',
  fate: 'About a topic',
  hello: 'Hello',
  brief: 'A note to one person',
  trouble: 'This list',
};

/** What a message is, by its key. */
export const whatOf = (key: string): string => WHAT[key.split(':')[0] ?? ''] ?? 'A message';

const rowOf = (failure: NamedFailure, detail: Rich): ListRow => ({
  label: '',
  text: rich`${bold(whatOf(failure.key))} to ${failure.where}`,
  detail,
});

export type MissedCue = Pick<typeof cues.$inferSelect, 'kind' | 'what' | 'subject' | 'dueAt' | 'reason'>;

/** What was not sent; of something that was for one person, also for whom: a chair may want to tell them. */
export const missedText = ({ kind, what, subject }: Omit<MissedCue, 'reason'>): Rich =>
  kind === 'briefs.ask' ? rich`${bold(what)} for ${[mention(subject as MemberId)]}` : [bold(what)];

/** Each line once: two of a kind for one person say so. */
export const onceEach = <M extends MissedCue>(missed: readonly M[]): readonly (readonly [M, Rich])[] =>
  [
    ...Map.groupBy(missed, ({ kind, what, subject, dueAt, reason }) =>
      JSON.stringify([kind === 'briefs.ask' ? subject : '', what, dueAt, reason]),
    ).values(),
  ].flatMap(([row, ...more]) =>
    row
      ? [[row, more.length > 0 ? rich`${missedText(row)}, ${more.length + 1} times` : missedText(row)]]
      : [],
  );

function troubleCard({ missed, dead, repeated, repeats }: Trouble): Card {
  const missedRows: ListRow[] = onceEach(missed).map(([row, what]) => ({
    label: '',
    text: what,
    detail: rich`was due ${time(row.dueAt)}: ${row.reason ?? 'too late to help'}`,
  }));
  const deadRows = dead.map((row) => rowOf(row, reasonText(row.reason)));
  const repeatRows = repeated.map((row) => rowOf(row, [plain('It was not clear whether it arrived.')]));
  const wanting = missedRows.length + deadRows.length > 0;
  const section = (rows: readonly ListRow[], heading: Rich): Block[] =>
    rows.length > 0 ? [list(rows, heading)] : [];
  return {
    title: wanting ? rich`Not sent, and why` : rich`Perhaps sent twice`,
    notice: wanting ? 'Something could not be sent' : 'Something may have gone out twice',
    blocks: [
      ...section(missedRows, rich`Not sent`),
      ...section(deadRows, rich`Could not reach`),
      ...section(repeatRows, rich`May have gone out twice: ${repeats}`),
      text(
        wanting
          ? rich`${repeats === 0 ? 'May have gone out twice: 0. ' : ''}Is something here still wanted? Please tell the people it was for yourself.`
          : rich`If someone asks: it is one message, sent again because the first may not have arrived. Nothing waits for you.`,
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

/** Without the rows above: in a digest each says by itself what it is. */
function rowsOf({ missed, dead }: Pick<Trouble, 'missed' | 'dead'>): readonly DigestRow[] {
  return [
    ...onceEach(missed).map(([row, what]): DigestRow => {
      const text = rich`${what}, due ${time(row.dueAt)}: ${row.reason ?? 'too late to help'}.`;
      return { part: 'not sent', text };
    }),
    ...dead.map((failure): DigestRow => {
      const { text, detail } = rowOf(failure, reasonText(failure.reason));
      return { part: 'not reached', text: rich`${text}: ${detail ?? ''}` };
    }),
  ];
}

/** What a chair's digest says of it: what was not sent, and whom Convener could not reach, each with the reason. */
export async function troubleRows(ctx: Context, { person }: Reader): Promise<readonly DigestRow[]> {
  return isChair(person?.roles ?? []) ? rowsOf(await loadTrouble(ctx)) : [];
}

/** The same for the preview: all of it, or what was meant for one person. */
export async function troubleFor(ctx: Context, person: Person | undefined): Promise<readonly DigestRow[]> {
  const { missed, dead } = await loadTrouble(ctx);
  if (!person) return rowsOf({ missed, dead });
  const own: NamedFailure[] = [];
  for (const failure of dead) {
    const reader = isDirect(failure.place.place) && (await knownReader(ctx.tx, failure.place, person.zone));
    if (reader && reader.person?.member === person.member) own.push(failure);
  }
  return rowsOf({ missed: missed.filter(({ subject }) => subject === person.member), dead: own });
}

/** One card per facilitator, edited as the list changes. */
export async function tellTrouble(ctx: Context): Promise<Outcome> {
  const view = { name: 'setup.trouble', id: ctx.taskForce.id };
  const effects = await toFacilitators(ctx.tx, 'trouble', view);
  if (effects.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'tell trouble', subject: ctx.taskForce.id }],
    effects,
  });
}
