import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { readSample } from '../../src/demo/begin.ts';
import { meetings } from '../../src/features/meetings/index.ts';
import { accounts, channels, DEFAULT_HOURS, leaves, members } from '../../src/features/roster/index.ts';
import { setRunning } from '../../src/features/setup/index.ts';
import { addDays, weekdayOf } from '../../src/schedule/local-time.ts';
import { localDateOf } from '../../src/schedule/recurrence.ts';
import { createWorld, fakePlatform, LCTF, type World } from '../support/core.ts';
import { openTestDatabase } from '../support/database.ts';
import { heard, type Heard } from '../support/heard.ts';

const DAYS = 90;
const ROOM = 'channel:C1';
const CHATS = ['slack', 'teams'] as const;
const TASK_FORCE_ZONE = 'America/New_York';
/** Everyone's holidays of the sample in these days. */
const HOLIDAYS = ['2027-02-15'];

interface Message extends Heard {
  readonly at: Date;
}

/** `2027-02-10 Wed 10:00`, on the clock of whoever gets it. */
function localTime(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)!.value;
  return `${localDateOf(at, timeZone)} ${part('weekday')} ${part('hour')}:${part('minute')}`;
}

// The sample task force from `demoNow` on, some of its people in Slack, some in Teams, some on the web; nobody does anything.
describe('ninety days in which nobody does anything', () => {
  let database: Database;
  let world: World;
  let begun: Date;
  const log: Message[] = [];
  const people = new Map<string, typeof members.$inferSelect>();
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    // Whoever reads the members' part is in the channel of their platform, so that it shows titles.
    const chats = CHATS.map((name) =>
      fakePlatform(name, async () =>
        (await world.core.host.people(LCTF))
          .filter((person) => person.segments.includes('members'))
          .filter(({ member }) => people.get(member)?.platform === name)
          .map(({ member }) => `U-${member}`),
      ),
    );
    world = await createWorld(database, { chats, notStarted: true });
    begun = (await readSample()).demoNow;
    for (const edge of [...chats, world.web])
      heard(edge, (message) => log.push({ at: world.now(), ...message }));
    await database.transaction(LCTF, async (tx) => {
      for (const member of await tx.select().from(members)) people.set(member.id, member);
      for (const platform of CHATS) {
        await tx.insert(channels).values({ platform, tenant: 'T1', place: ROOM, taskForce: LCTF });
        const there = [...people.values()].filter(
          (member) => member.platform === platform && member.state === 'active',
        );
        await tx.insert(accounts).values(
          there.map(({ id }) => ({
            platform,
            tenant: 'T1',
            account: `U-${id}`,
            taskForce: LCTF,
            member: id,
          })),
        );
      }
      await setRunning(tx, LCTF, begun);
    });
    await world.goTo(new Date(begun.getTime() + DAYS * 86_400_000));
  });
  afterAll(() => database.close());

  const zoneOf = (to: string): string => people.get(to)?.zone ?? TASK_FORCE_ZONE;

  it('sends what was reviewed, and nothing else', async () => {
    const lines = log
      .map(({ at, platform, to, key, text }) => {
        const said = text.split('\n').slice(0, 2).join(' / ').slice(0, 120);
        const line = [localTime(at, zoneOf(to)), platform.padEnd(5), to.padEnd(7), key, said].join(' | ');
        return { at: at.getTime(), line };
      })
      // What goes out at one moment goes in no order of its own.
      .toSorted((a, b) => a.at - b.at || (a.line < b.line ? -1 : 1))
      .map(({ line }) => line);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('ninety-days.golden.txt');
  });

  const dayOf = ({ at, to }: Message): string => localDateOf(at, zoneOf(to));
  const weekOf = (message: Message): string => {
    const day = dayOf(message);
    return addDays(day, 1 - weekdayOf(day));
  };
  const counted = <T>(of: readonly T[], by: (one: T) => string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const one of of) counts.set(by(one), (counts.get(by(one)) ?? 0) + 1);
    return counts;
  };
  const isBrief = ({ key }: Message): boolean => key.startsWith('brief:');

  it('asks nobody twice in a day or three times in a week', () => {
    const briefs = log.filter(isBrief);
    expect(briefs.length).toBeGreaterThan(50);
    expect(Math.max(...counted(briefs, (one) => `${one.to} ${dayOf(one)}`).values())).toBe(1);
    expect(Math.max(...counted(briefs, (one) => `${one.to} ${weekOf(one)}`).values())).toBe(2);
  });

  it('asks only on working days and in working hours, never on leave or on a holiday', async () => {
    const away = await database.transaction(LCTF, (tx) => tx.select().from(leaves));
    expect(away.length).toBeGreaterThan(0);
    for (const one of log.filter(isBrief)) {
      const day = dayOf(one);
      const { from, to } = people.get(one.to)!.hours ?? DEFAULT_HOURS;
      const time = localTime(one.at, zoneOf(one.to)).slice(-5);
      const why = `${one.key} ${day} ${time}`;
      expect(weekdayOf(day), why).toBeLessThan(6);
      expect(time >= from && time < to, why).toBe(true);
      expect(HOLIDAYS, why).not.toContain(day);
      const gone = away.some(({ member, first, last }) => member === one.to && first <= day && day <= last);
      expect(gone, why).toBe(false);
    }
  });

  it('posts at most twice a week to a channel, besides meeting days and what is free', async () => {
    const rows = await database.transaction(LCTF, (tx) => tx.select().from(meetings));
    const days = new Set(rows.map(({ startsAt }) => localDateOf(startsAt, TASK_FORCE_ZONE)));
    // The agenda, and the reminder before a meeting.
    const free = ({ key }: Message): boolean =>
      key.startsWith('agenda:') || rows.some(({ id }) => key === `reminder:${id}`);
    const posts = log.filter((one) => one.to === 'channel' && !free(one) && !days.has(dayOf(one)));
    expect(posts.length).toBeGreaterThan(30);
    const most = counted(posts, (one) => `${one.platform} ${weekOf(one)}`);
    expect(Math.max(...most.values())).toBeLessThanOrEqual(2);
  });

  it('writes to nobody who has left', () => {
    const gone = [...people.values()].filter(({ state }) => state === 'left').map(({ id }) => id as string);
    expect(gone.length).toBeGreaterThan(0);
    expect(log.filter(({ to }) => gone.includes(to))).toEqual([]);
  });
});
