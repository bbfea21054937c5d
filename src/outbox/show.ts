import { sql } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Effect } from '../kernel/outcome.ts';
import type { Place } from '../kernel/platform.ts';
import { again, since, type EnqueueContext } from './change.ts';
import { lanes, messages } from './table.ts';

export interface Show extends Extract<Effect, { kind: 'show' }> {
  /** Its turn in the lane, if nothing waits there under its key. */
  readonly notBefore: Date;
}

type Row = typeof messages.$inferInsert;

// A row has 10 parameters, and a statement at most 65,535.
const BATCH = 1000;

const identity = ({ platform, tenant, place }: Place): readonly string[] => [platform, tenant, place];

/** Puts messages into the places of `shows`, or changes the ones there. Answers how many wait now. */
export async function show(tx: Tx, context: EnqueueContext, shows: readonly Show[]): Promise<number> {
  const rows = await rowsOf(context, shows);
  let written = 0;
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH);
    await openLanes(tx, context, batch);
    written += await upsert(tx, batch);
  }
  return written;
}

/** One row per key and place: a statement cannot change the same row twice. The last view counts. */
async function rowsOf(context: EnqueueContext, shows: readonly Show[]): Promise<Row[]> {
  const { taskForce, now, newId } = context;
  const placesOf = rememberPlaces(context);
  const rows = new Map<string, Row>();
  for (const { key, to, view, urgent = false, notBefore } of shows) {
    for (const { platform, tenant, place } of await placesOf(to)) {
      const id = JSON.stringify([key, platform, tenant, place]);
      const known = rows.get(id);
      const row = { taskForce: taskForce.id, key, platform, tenant, place, view, createdAt: now };
      const kept = { id: known?.id ?? newId(), notBefore: known?.notBefore ?? notBefore };
      rows.set(id, { ...row, ...kept, urgent: urgent || known?.urgent === true });
    }
  }
  return lockOrder([...rows.values()]);
}

function rememberPlaces({ placesOf }: EnqueueContext): EnqueueContext['placesOf'] {
  const known = new Map<string, Promise<readonly Place[]>>();
  return (to) => {
    const name = JSON.stringify(to);
    const places = known.get(name) ?? placesOf(to);
    known.set(name, places);
    return places;
  };
}

/** All who write several rows lock them in one order, byte by byte, so that no two wait for each other. */
const lockOrder = (rows: readonly Row[]): Row[] => {
  const name = (row: Row): string => [row.key, ...identity(row)].join('\0');
  return rows
    .map((row) => ({ row, name: name(row) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ row }) => row);
};

/** Inserts only what is missing: an insert that meets a lane being written would wait for its writer. */
async function openLanes(tx: Tx, { machineNow }: EnqueueContext, rows: readonly Row[]): Promise<void> {
  const places = new Map(rows.map((row) => [JSON.stringify(identity(row)), identity(row)]));
  const wanted = JSON.stringify(
    [...places.values()].map(([platform, tenant, place]) => ({ platform, tenant, place })),
  );
  await tx.execute(sql`
    insert into ${lanes} (platform, tenant, place, not_before)
    select w.platform, w.tenant, w.place, ${machineNow.toISOString()}::timestamptz
    from jsonb_to_recordset(${wanted}::jsonb) as w(platform text, tenant text, place text)
    where not exists (
      select from ${lanes} l where l.platform = w.platform and l.tenant = w.tenant and l.place = w.place)
    order by w.platform, w.tenant, w.place
    on conflict do nothing`);
}

async function upsert(tx: Tx, rows: Row[]): Promise<number> {
  const written = await tx
    .insert(messages)
    .values(rows)
    .onConflictDoUpdate({
      target: [messages.taskForce, messages.key, messages.platform, messages.tenant, messages.place],
      set: {
        ...again,
        // The reason stays until it is delivered: who was told that it died is not told again at each change.
        state: 'live',
        view: sql`excluded.view`,
        urgent: sql`${messages.urgent} or excluded.urgent`,
        notBefore: since(sql`excluded.not_before`),
      },
      // What a person deleted, or we took down, does not come back.
      setWhere: sql`${messages.state} <> 'removed'`,
    })
    .returning({ id: messages.id });
  return written.length;
}
