import type { App } from './app.ts';
import { loadTaskForce } from './db/task-force.ts';
import type { Database } from './db/types.ts';
import { calendarText, findLink, meetingText } from './features/calendar/index.ts';
import {
  callerOf,
  dropInvite,
  findInvite,
  hashOfToken,
  people,
  personById,
  taskForcesOf,
  tenantOfChannel,
} from './features/roster/index.ts';
import { isPowerful } from './kernel/access.ts';
import type { Clock } from './kernel/clock.ts';
import type { Host, Standing } from './kernel/platform.ts';
import { foundingHost } from './founding-host.ts';
import type { FoundingLinks } from './founding-links.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Places } from './places.ts';
import type { createRenderer } from './render.ts';

interface HostDeps {
  readonly app: App;
  readonly database: Database;
  readonly links: FoundingLinks;
  readonly outbox: Outbox;
  readonly places: Places;
  readonly renderer: ReturnType<typeof createRenderer>;
  readonly clock: Clock;
  readonly machine: Clock;
  readonly publicUrl: string;
}

/** What the core gives to every adapter. */
export function createHost(deps: HostDeps): Host {
  const { app, database, outbox, places, renderer, clock, machine, publicUrl } = deps;
  const whoIs: Host['whoIs'] = async (envelope) => {
    const [id] = envelope.taskForce
      ? [envelope.taskForce]
      : await database.unscoped((tx) => taskForcesOf(tx, envelope, machine.now()));
    if (!id) return undefined;
    return database.transaction(id, async (tx) => {
      const caller = await callerOf(tx, envelope, id);
      return caller?.person && { ...caller, person: caller.person };
    });
  };
  /** A link that works now: not expired, its person still here, and one-time if they have come to power since. */
  const validInvite = async (token: string) => {
    const invite = await database.unscoped((tx) => findInvite(tx, hashOfToken(token)));
    if (!invite || invite.expiresAt <= machine.now()) return undefined;
    const person = await database.transaction(invite.taskForce, (tx) => personById(tx, invite.member));
    return person && (invite.once || !isPowerful(person.roles)) ? invite : undefined;
  };
  return {
    handle: (envelope, intent) => {
      if (intent.kind === 'due') throw new Error('adapters cannot make things due');
      return app.handle(envelope, intent);
    },
    home: (envelope, how) => app.home(envelope, how),
    news: places.news,
    tenantOf: (channel) => database.unscoped((tx) => tenantOfChannel(tx, channel)),
    whoIs,
    people: (taskForce) => database.transaction(taskForce, people),
    async standing(place) {
      const rows = await outbox.standing(place);
      const byTaskForce = Map.groupBy(rows, (row) => row.taskForce);
      const found: Standing[] = [];
      for (const [taskForce, own] of byTaskForce) {
        const cards = await renderer.renderAll(
          taskForce,
          own.map((row) => row.view),
          place,
        );
        own.forEach(({ key, ref, shownAt, editedAt }, index) => {
          const rendered = cards[index];
          if (rendered)
            found.push({ key, ref, shownAt, editedAt, card: rendered.card, words: rendered.words });
        });
      }
      return found.sort((a, b) => b.shownAt.getTime() - a.shownAt.getTime());
    },
    opensForm: (text) => app.grammar.parse(text).state === 'form',
    complete: async (envelope, typed) =>
      app.grammar.complete(typed, (await whoIs(envelope))?.person.roles ?? []),
    async peekInvite(token) {
      const invite = await validInvite(token);
      const taskForce =
        invite && (await database.transaction(invite.taskForce, (tx) => loadTaskForce(tx, invite.taskForce)));
      return taskForce ? { neutralName: taskForce.neutralName } : 'old';
    },
    async useInvite(token) {
      const invite = await validInvite(token);
      if (!invite) return 'old';
      // Of two who use a one-time link at once, the one who removes it has it.
      const used = invite.once
        ? await database.transaction(invite.taskForce, (tx) => dropInvite(tx, invite.hash))
        : true;
      return used ? { taskForce: invite.taskForce, account: invite.member } : 'old';
    },
    founding: foundingHost(deps),
    async calendar(token, meeting) {
      const link = await database.unscoped((tx) => findLink(tx, hashOfToken(token)));
      if (!link) return undefined;
      return database.transaction(link.taskForce, async (tx) => {
        const taskForce = await loadTaskForce(tx, link.taskForce);
        if (!taskForce || !(await personById(tx, link.member))) return undefined;
        const asked = { taskForce, publicUrl, now: clock.now() };
        if (meeting === undefined) return calendarText(tx, asked);
        return meetingText(tx, asked, meeting);
      });
    },
    now: () => clock.now(),
  };
}
