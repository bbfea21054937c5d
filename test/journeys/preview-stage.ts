import type { Database } from '../../src/db/types.ts';
import { loadTaskForce } from '../../src/db/task-force.ts';
import { accounts, channels, members } from '../../src/features/roster/index.ts';
import { setRunning, type ImportedTaskForce } from '../../src/features/setup/index.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import { accountOf, isDirect, type Place, type Showing } from '../../src/kernel/platform.ts';
import { createWorld, fakePlatform, LCTF, type FakePlatform, type World } from '../support/core.ts';

const ROOM = 'channel:C1';
const CHATS = ['slack', 'teams'] as const;

/** A message that went out, or that was foreseen to. */
export interface Sent {
  readonly at: Date;
  readonly platform: string;
  /** A member's id, or `channel`. */
  readonly to: string;
  /** What it is, as the outbox knows it. */
  readonly key: string;
}

export interface PreviewStage {
  readonly world: World;
  readonly taskForce: TaskForceId;
  /** Every new message, as it goes out. */
  readonly log: Sent[];
  readonly people: ReadonlyMap<string, typeof members.$inferSelect>;
  /** What the preview says until then, in the same words. */
  readonly foreseen: (until: Date) => Promise<readonly Sent[]>;
}

const toOf = (place: string): string => (isDirect(place) ? accountOf(place).replace(/^U-/, '') : 'channel');

/** The same platform, and each new message is written down. */
function heard(edge: FakePlatform, write: (sent: Omit<Sent, 'at'>) => void): void {
  const show = edge.show.bind(edge);
  Object.assign(edge, {
    async show(place: Place, showing: Showing) {
      const sent = await show(place, showing);
      if (showing.previous === undefined && sent.state === 'shown')
        write({ platform: edge.name, to: toOf(place.place), key: showing.key });
      return sent;
    },
  });
}

/** A task force some of whose people are in Slack, some in Teams and some on the web; started at `startAt`. */
export async function previewStage(
  database: Database,
  { file, startAt, notStarted }: { file?: ImportedTaskForce; startAt?: Date; notStarted?: boolean } = {},
): Promise<PreviewStage> {
  const taskForce = (file?.taskForce.id ?? LCTF) as TaskForceId;
  const log: Sent[] = [];
  const people = new Map<string, typeof members.$inferSelect>();
  const chats = CHATS.map((name) =>
    fakePlatform(name, async () =>
      (await world.core.host.people(taskForce))
        .filter((person) => person.segments.includes('members'))
        .filter(({ member }) => people.get(member)?.platform === name)
        .map(({ member }) => `U-${member}`),
    ),
  );
  const world = await createWorld(database, {
    chats,
    notStarted: true,
    ...(file ? { file } : {}),
    ...(startAt ? { startAt: startAt.toISOString() } : {}),
  });
  for (const edge of [...chats, world.web]) heard(edge, (sent) => log.push({ at: world.now(), ...sent }));
  await database.transaction(taskForce, async (tx) => {
    for (const member of await tx.select().from(members)) people.set(member.id, member);
    for (const platform of CHATS) {
      await tx.insert(channels).values({ platform, tenant: 'T1', place: ROOM, taskForce });
      const there = [...people.values()].filter(
        (member) => member.platform === platform && member.state === 'active',
      );
      if (there.length > 0)
        await tx
          .insert(accounts)
          .values(
            there.map(({ id }) => ({ platform, tenant: 'T1', account: `U-${id}`, taskForce, member: id })),
          );
    }
    if (!notStarted) await setRunning(tx, taskForce, world.now());
  });
  // Start looks who is in the channels.
  await world.core.rounds.run();
  return {
    world,
    taskForce,
    log,
    people,
    foreseen: (until) =>
      database.transaction(taskForce, async (tx) => {
        const loaded = await loadTaskForce(tx, taskForce);
        const coming = await world.core.app.contextOf(tx, loaded!).others.coming(until);
        return coming.map(({ at, place, key }) => ({
          at,
          platform: place.platform,
          to: toOf(place.place),
          key,
        }));
      }),
  };
}

/** One line for each, in an order that does not depend on who was first at one moment. */
export const linesOf = (sent: readonly Sent[]): readonly string[] =>
  sent.map(({ at, platform, to, key }) => `${at.toISOString()} ${platform} ${to} ${key}`).toSorted();
