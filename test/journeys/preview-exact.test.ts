import { expect, it } from 'vitest';
import { engines, openTestDatabase } from '../support/database.ts';
import { linesOf, previewStage } from './preview-stage.ts';

const DAY = 86_400_000;
/** All that `preview` shows; less where each day takes three times as long. */
const AHEAD = { postgres: 60, pglite: 35 };

it.each(engines)(
  'the preview of the sample is what then goes out, row by row, on %s',
  async (engine) => {
    const database = await openTestDatabase(engine);
    const { world, log, foreseen } = await previewStage(database);
    const until = new Date(world.now().getTime() + AHEAD[engine] * DAY);
    const said = linesOf(await foreseen(until));
    // Looking ahead left nothing behind.
    expect(linesOf(await foreseen(until))).toEqual(said);
    await world.goTo(until);
    expect(linesOf(log)).toEqual(said);
    expect(said.length).toBeGreaterThan(80);
    await database.close();
  },
  300_000,
);
