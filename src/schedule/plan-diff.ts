import type { Cue } from '../kernel/feature.ts';

/** What must change for the rows to equal the plan. `missed` are cues moved to a time that is over. */
export interface PlanDiff {
  readonly add: readonly Cue[];
  readonly change: readonly Cue[];
  /** Keys. */
  readonly drop: readonly string[];
  readonly missed: readonly Cue[];
}

interface DiffInput {
  /** The rows that wait. */
  readonly planned: readonly Cue[];
  /** Keys of the plan that were done or missed: they never come back. */
  readonly settled: ReadonlySet<string>;
  /** The plan. */
  readonly wanted: readonly Cue[];
  /** Where the plan begins: what it does not name from here on is not wanted any more. It ends after every row. */
  readonly from: Date;
}

/** Compares the rows with the plan. Pure. Throws when the plan names a key twice: that is a feature's bug. */
export function diffPlan({ planned, settled, wanted, from }: DiffInput, now: Date): PlanDiff {
  const plan = byKey(wanted);
  const known = new Map(planned.map((row) => [row.key, row]));
  const add: Cue[] = [];
  const change: Cue[] = [];
  const missed: Cue[] = [];
  for (const cue of plan.values()) {
    if (settled.has(cue.key)) continue;
    const row = known.get(cue.key);
    const over = cue.until <= now;
    // Due but not over is late, not lost; what was over before anyone planned it is nobody's loss.
    if (row === undefined) {
      if (!over) add.push(cue);
    } else if (over && moved(row, cue)) missed.push(cue);
    else if (moved(row, cue) || reworded(row, cue)) change.push(cue);
  }
  const drop = planned.filter((row) => row.dueAt >= from && !plan.has(row.key)).map((row) => row.key);
  return { add, change, missed, drop };
}

function byKey(wanted: readonly Cue[]): ReadonlyMap<string, Cue> {
  const cues = new Map<string, Cue>();
  for (const cue of wanted) {
    if (cues.has(cue.key)) throw new Error(`The plan has two cues with the key ${cue.key}.`);
    cues.set(cue.key, cue);
  }
  return cues;
}

const moved = (row: Cue, cue: Cue): boolean =>
  row.dueAt.getTime() !== cue.dueAt.getTime() || row.until.getTime() !== cue.until.getTime();

const reworded = (row: Cue, cue: Cue): boolean =>
  row.kind !== cue.kind || row.subject !== cue.subject || row.what !== cue.what;
