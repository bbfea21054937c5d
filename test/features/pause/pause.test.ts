import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { createCore } from '../../../src/core.ts';
import type { Database } from '../../../src/db/types.ts';
import { features } from '../../../src/features.ts';
import { groupsOf, isHeld, parted, type Held } from '../../../src/features/pause/model.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { changed, none, show, toMember } from '../../../src/kernel/outcome.ts';
import { cues } from '../../../src/schedule/table.ts';
import { createWorld, fakePlatform, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase, silent } from '../../support/database.ts';

let database: Database;
let world: World;
afterEach(() => database.close());

async function begin(): Promise<void> {
  database = await openTestDatabase('postgres');
  world = await createWorld(database);
  await world.goTo('2027-02-03T15:00:00Z');
}
const keys = (): readonly string[] => [...world.web.posted.values()].map(({ key }) => key);
const missed = () =>
  database.transaction(LCTF, (tx) =>
    tx
      .select({ kind: cues.kind, key: cues.key, reason: cues.reason })
      .from(cues)
      .where(eq(cues.state, 'missed')),
  );

describe('pause', () => {
  it('holds all that is new, and goes on with what was picked alone', async () => {
    await begin();
    expect((await world.command('m03', 'pause')).reply).toMatchObject({ why: 'denied' });
    expect((await world.command('m02', 'pause')).text).toContain('Paused.');
    expect((await world.command('m01', 'pause')).text).toContain('paused already');
    const before = keys();
    // The draft and a digest fall into this time, and people would be reminded of a poll.
    await world.goTo('2027-02-05T20:00:00Z');
    expect(keys()).toEqual(before);
    expect((await world.command('m01', 'preview')).text).toContain(
      'Convener is paused since Wed 3 Feb, 10:00.',
    );
    expect((await world.command('m03', 'meeting')).text).toContain(
      'Convener is paused since Wed 3 Feb, 10:00: nothing goes out until a chair lets it go on.',
    );
    const { form } = await world.command('m01', 'resume');
    const [field] = form!.fields;
    if (field?.kind !== 'choice') throw new Error('nothing was held');
    const labels = field.options.map(({ label }) => label);
    expect(labels).toContain("The week's digest, Fri 5 Feb, 08:30");
    // What closes or carries over is not asked about.
    expect(labels.join()).not.toMatch(/Topics close|moves on/);
    const pick = field.options.find(({ label }) => label === 'Draft to the chairs, Thu 4 Feb, 13:00')!;
    const done = await world.submit('m01', form!, { goes: [pick.value] });
    expect(done.text).toMatch(/Convener goes on\. 1 thing that was held goes out now\. \d+ things? left out/);
    await world.goTo('2027-02-07T17:00:00Z');
    const fresh = keys().filter((key) => !before.includes(key));
    expect([...new Set(fresh)]).toEqual(['draft:mtg-2027-02']);
    const left = (await missed()).filter(({ reason }) => reason === 'left out when Convener went on');
    expect(left.map(({ kind }) => kind)).toContain('digests.weekly');
    expect((await world.command('m01', 'preview list')).text).toContain('left out when Convener went on');
    expect((await world.submit('m01', form!, { goes: [] })).text).toContain('not paused');
  });

  it('still answers, and changes or takes down what stands', async () => {
    await begin();
    await world.command('m01', 'pause');
    const call = [...world.web.posted.values()].find(({ key }) => key.startsWith('poll:'))!;
    const sends = call.sends;
    expect((await world.command('m01', 'poll close p03')).kind).not.toBe('refused');
    await world.core.outbox.drain();
    expect(world.web.posted.get(call.ref)!.sends).toBeGreaterThan(sends);
  });

  it('holds a message that someone causes, and sends it only if it is picked', async () => {
    await begin();
    for (const goes of [false, true]) {
      await world.command('m01', 'pause');
      const before = keys();
      const view = { name: 'roster.hello', id: 'm03' };
      await world.core.app.happen(LCTF, async () =>
        changed({
          reply: none,
          changes: [],
          effects: [show('hello:m03', toMember('m03' as MemberId), view)],
        }),
      );
      await world.core.outbox.drain();
      expect(keys()).toEqual(before);
      const { form } = await world.command('m01', 'resume');
      const [field] = form!.fields;
      if (field?.kind !== 'choice') throw new Error('nothing was held');
      const values = field.options.map(({ value }) => value);
      expect(values).toEqual(['message roster.hello 2027-02-03']);
      await world.submit('m01', form!, { goes: goes ? values : [] });
      await world.core.outbox.drain();
      expect(keys().includes('hello:m03')).toBe(goes);
    }
    expect(await missed()).toMatchObject([
      { kind: 'pause.left-out', reason: 'left out when Convener went on' },
    ]);
  });

  it('says what was left out, and promises no more that the agenda goes out by itself', async () => {
    await begin();
    expect((await world.command('m03', 'agenda')).text).toContain('The agenda goes out Mon 8 Feb, 10:00.');
    await world.command('m01', 'pause');
    await world.goTo('2027-02-08T17:00:00Z');
    const { form } = await world.command('m01', 'resume');
    const done = await world.submit('m01', form!, { goes: [] });
    const left = JSON.stringify(done.reply);
    expect(left).toContain('The agenda goes out, Mon 8 Feb, 10:00');
    expect(left).toContain('Is the agenda still wanted?');
    await world.goTo('2027-02-08T18:00:00Z');
    for (const member of ['m01', 'm03'])
      expect((await world.command(member, 'agenda')).text).not.toContain('goes out');
    expect((await world.command('m01', 'agenda')).text).toContain('The agenda did not go out at its time');
    const asked = await world.command('m01', 'agenda publish');
    expect(asked.text).not.toContain('go out by itself');
    await world.press('m01', 'Send it now', asked.card!);
    expect((await world.command('m03', 'agenda')).text).toContain('The agenda is out.');
  });

  it('an agenda that was left out goes out by itself where its meeting is then moved, at its new time', async () => {
    await begin();
    await world.command('m01', 'pause');
    await world.goTo('2027-02-08T17:00:00Z');
    const { form } = await world.command('m01', 'resume');
    await world.submit('m01', form!, { goes: [] });
    const moved = await world.command('m01', 'meeting move 2027-02-24');
    expect(moved.text).toContain('Its agenda goes out Mon 22 Feb, 10:00.');
    expect((await world.command('m03', 'agenda')).text).toContain('The agenda goes out Mon 22 Feb, 10:00.');
    await world.goTo('2027-02-22T15:00:00Z');
    expect(keys()).toContain('agenda:mtg-2027-02');
  });

  it('survives a restart, as Start does', async () => {
    await begin();
    await world.command('m01', 'pause');
    const web = fakePlatform('web');
    const now = new Date('2027-02-08T16:00:00Z');
    const again = createCore({
      features,
      database,
      platforms: [web],
      secretKeys: ['a-key-for-tests-only-0123456789abcdef'],
      publicUrl: 'http://convener.example',
      clock: { now: () => now },
      machine: { now: () => new Date() },
      log: silent,
    });
    await again.tick();
    await again.outbox.drain();
    expect([...web.posted.values()]).toEqual([]);
  });

  it('goes on at once where nothing was held', async () => {
    await begin();
    await world.command('m01', 'pause');
    const { form, text } = await world.command('m01', 'resume');
    expect(text).toBe('Let Convener go on');
    expect(form!.fields).toEqual([]);
    await world.submit('m01', form!, {});
    await world.goTo('2027-02-04T19:00:00Z');
    expect(keys()).toContain('draft:mtg-2027-02');
    expect(await missed()).toEqual([]);
  });
});

describe('what is held', () => {
  const held = (kind: string, at: string): Held => ({
    from: 'cue',
    key: `${kind}:${at}`,
    kind,
    what: kind,
    at: new Date(at),
  });

  it('is chosen by kind and local day, and the rest is left out', () => {
    const groups = groupsOf(
      [
        held('a', '2027-02-08T16:00:00Z'),
        held('a', '2027-02-08T14:00:00Z'),
        // Sunday evening in New York.
        held('a', '2027-02-08T02:00:00Z'),
        held('b', '2027-02-08T14:00:00Z'),
      ],
      'America/New_York',
    );
    expect(groups.map(({ value, held: own }) => [value, own.length])).toEqual([
      ['cue a 2027-02-07', 1],
      ['cue a 2027-02-08', 2],
      ['cue b 2027-02-08', 1],
    ]);
    const { goes, left } = parted(groups, ['cue a 2027-02-08', 'nothing of the kind']);
    expect([goes.length, left.length]).toEqual([2, 2]);
  });

  it('names only kinds of cue that there are as kept going', () => {
    const kinds = features.flatMap((feature) => Object.keys(feature.due ?? {}));
    expect(kinds.filter((kind) => !isHeld(kind)).toSorted()).toEqual([
      'agenda.begin',
      'agenda.carry',
      'agenda.close',
      'briefs.end',
      'polls.close',
      'report-backs.end',
      'report-backs.line',
      'setup.watch',
    ]);
  });
});
