import { asc } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { keepAsks } from '../../src/asks/keep.ts';
import { asks } from '../../src/asks/table.ts';
import type { MemberId } from '../../src/kernel/ids.ts';
import { ask, refresh, settle, type AskingEffect, type Effect } from '../../src/kernel/outcome.ts';
import { LCTF } from '../support/core.ts';
import { emptyTables, engines, openTestDatabase } from '../support/database.ts';

const PIA = 'm01' as MemberId;
const JULES = 'm02' as MemberId;
const at = (day: number): Date => new Date(Date.UTC(2027, 1, day, 14));
const report = (member: MemberId, from = at(1)): Effect =>
  ask({ key: 'report:t1', member, view: { name: 'a.b', id: 't1' }, from, until: at(9), weight: 5 });

describe.each(engines)('asks on %s', (engine) => {
  const opened = openTestDatabase(engine);
  beforeEach(async () => emptyTables(await opened));
  afterAll(async () => (await opened).close());

  const keep = async (...effects: readonly Effect[]) =>
    (await opened).transaction(LCTF, (tx) => keepAsks(tx, LCTF, effects as readonly AskingEffect[]));
  const rows = async () =>
    (await opened).transaction(LCTF, (tx) => tx.select().from(asks).orderBy(asc(asks.member)));

  it('are one for each person; asking again is the next step, with its own window', async () => {
    await keep(report(PIA), report(JULES));
    await keep(report(PIA, at(3)));
    expect(await rows()).toMatchObject([
      { member: PIA, step: 2, told: 0, fromAt: at(3), state: 'open' },
      { member: JULES, step: 1, fromAt: at(1), state: 'open' },
    ]);
  });

  it('that are settled stay so, for one or for all', async () => {
    await keep(report(PIA), report(JULES));
    await keep(settle('report:t1', 'declined', PIA), report(PIA, at(3)));
    expect(await rows()).toMatchObject([
      { member: PIA, step: 1, state: 'declined' },
      { member: JULES, state: 'open' },
    ]);
    await keep(settle('report:t1', 'done'));
    expect((await rows()).map((row) => row.state)).toEqual(['declined', 'done']);
  });

  it('that ended without an answer may be asked again', async () => {
    await keep(report(PIA), report(JULES));
    await keep(settle('report:t1', 'ended', PIA));
    expect((await rows()).map(({ state }) => state)).toEqual(['ended', 'open']);
    await keep(report(PIA, at(3)));
    expect((await rows())[0]).toMatchObject({ step: 2, told: 0, fromAt: at(3), state: 'open' });
  });

  it('bring the brief up to date that they stand in', async () => {
    await keep(report(PIA));
    await (await opened).transaction(LCTF, (tx) => tx.update(asks).set({ brief: 4, told: 1 }));
    expect(await keep(settle('report:t1', 'done'))).toEqual({
      briefs: [refresh('brief:m01:4')],
      differs: true,
    });
    expect(await keep(settle('report:t1', 'done'))).toEqual({ briefs: [], differs: false });
  });
});
