import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/db/types.ts';
import {
  SETTLED_BY_HAND,
  STEPS,
  stepsLeft,
  type Standing,
} from '../../../../src/features/setup/steps/model.ts';
import { cardText, createWorld, findButton, type Said, type World } from '../../../support/core.ts';
import { engines, openTestDatabase } from '../../../support/database.ts';

const DONE: Standing = {
  state: 'running',
  people: 24,
  unnamed: 0,
  linked: true,
  meets: true,
  worded: true,
  outside: 0,
};

describe('what is left to set up', () => {
  it.each([
    ['nothing', {}, []],
    ['the people, while there are only the two who set up', { people: 2 }, ['people']],
    ['whom to ask', { unnamed: 1 }, ['contacts']],
    ['a channel', { linked: false }, ['channel']],
    ['a meeting', { meets: false }, ['meeting']],
    ['the words', { worded: false }, ['promise']],
    ['ways in', { outside: 3 }, ['ways-in']],
    ['a look, and Start', { state: 'setup' as const }, ['preview', 'start']],
    ['neither while paused', { state: 'paused' as const }, []],
  ])('is %s', (_, change, left) => {
    expect(stepsLeft({ ...DONE, ...change }, new Set())).toEqual(left);
  });

  it('is in one order, and is over once all was said to be done and Convener runs', () => {
    const standing = fc.record({
      state: fc.constantFrom('setup' as const, 'running' as const, 'paused' as const),
      people: fc.nat(40),
      unnamed: fc.nat(3),
      linked: fc.boolean(),
      meets: fc.boolean(),
      worded: fc.boolean(),
      outside: fc.nat(5),
    });
    fc.assert(
      fc.property(standing, fc.subarray([...SETTLED_BY_HAND]), (at, settled) => {
        const left = stepsLeft(at, new Set(settled));
        expect(left).toEqual(STEPS.filter((step) => left.includes(step)));
        expect(left.filter((step) => (settled as readonly string[]).includes(step))).toEqual([]);
        const by = stepsLeft(at, new Set(SETTLED_BY_HAND));
        expect(by).toEqual(at.state === 'setup' ? ['preview', 'start'] : []);
      }),
    );
  });
});

describe.each(engines)('first steps on %s', (engine) => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { notStarted: true });
  });
  afterAll(() => database.close());

  const steps = (member = 'm01'): Promise<Said> => world.command(member, 'steps');
  const home = async (member: string): Promise<string> => {
    const { reply, words } = await world.core.app.home({
      platform: 'web',
      tenant: 'lctf',
      account: member,
      taskForce: 'lctf' as never,
      deliveryId: `home-${member}`,
      receivedAt: world.now(),
    });
    return reply.kind === 'card' ? cardText(reply.card, words) : '';
  };

  it('stand first on the page of a chair, and on nobody else’s', async () => {
    const day = await home('m01');
    expect(day.split('\n').slice(0, 3)).toEqual([
      'My day',
      expect.stringMatching(/^First steps: \d are left$/),
      expect.stringContaining('Say whom we ask'),
    ]);
    expect(await home('m02')).toContain('First steps');
    expect(await home('m03')).not.toMatch(/First steps|Say whom we ask/);
    expect((await steps('m03')).reply).toMatchObject({ why: 'denied' });
  });

  it('are each a button that leads somewhere, or a command', async () => {
    const { card, text } = await steps();
    const agencies = await world.press('m01', 'See the agencies', card!);
    expect(agencies.text).toContain('Harbor Lantern Advocacy Center');
    expect((await world.open('m01', 'Read and change', card!)).form!.title).toBe('Our promise');
    // What it shows has tests of its own, and takes its time.
    expect(findButton(card!, 'See it', undefined).kind).toBe('press');
    expect(text).toContain('"link channel" makes a code');
    expect(text).toContain('"start" shows it once more');
    // The words are a facilitator's to change.
    const coChair = (await steps('m02')).card!;
    expect(() => findButton(coChair, 'Read and change', undefined)).toThrow('no button');
  });

  it('offer to plan a meeting where none is planned', async () => {
    const own = await openTestDatabase(engine);
    try {
      const later = await createWorld(own, { notStarted: true, startAt: '2031-02-03T14:00:00Z' });
      const { card } = await later.command('m01', 'steps');
      const { form } = await later.open('m01', 'Plan meetings', card!);
      expect(form!.form).toBe('meetings.new');
    } finally {
      await own.close();
    }
  });

  it('go one by one, also by themselves, and are gone in the end', async () => {
    const { card, text } = await steps();
    const left = Number(/First steps: (\d)/.exec(text)![1]);
    expect((await world.press('m02', 'We use the web alone', card!)).text).toBe(
      `Noted. ${left - 1} steps are left.`,
    );
    // Said once more it is no other step.
    expect((await world.press('m01', 'We use the web alone', card!)).text).toBe(
      `Noted. ${left - 1} steps are left.`,
    );
    await world.command('m01', 'agency contact Rowan A.');
    await world.command('m01', 'agency contact Elliot Crane');
    expect((await steps()).text).not.toContain('Say whom we ask');
    const { form } = await world.open('m01', 'Read and change', (await steps()).card!);
    await world.submit('m01', form!, { text: 'What is said here about a person stays here.' });
    expect((await steps()).text).not.toContain('promise');
    const { card: ways } = await steps();
    await world.press('m01', 'Done', ways!, 'Let people in');
    await world.command('m01', 'start now');
    expect((await steps()).text).toBe('The first steps are done. Nothing is left to set up.');
    expect(await home('m01')).not.toContain('First steps');
  });
});
