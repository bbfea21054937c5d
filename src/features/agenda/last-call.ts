import { momentOn, cueFor, dateOf, daysBefore, isAway } from '../../asks/permitted.ts';
import type { ActorContext, Context, View } from '../../db/context.ts';
import { readerOf, type Person } from '../../kernel/access.ts';
import { buttons, formButton, press, text } from '../../kernel/card.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  ask,
  changed,
  none,
  noteReply,
  settle,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, time } from '../../kernel/rich.ts';
import { rulesOf, type DaysBefore } from '../../schedule/reminder-rules.ts';
import { calendarsOf, type AskedPerson } from '../meetings/index.ts';
import { firstName, mayBeAsked, namedContacts, people } from '../roster/index.ts';
import { factsFor, loadAgenda, type Loaded } from './load.ts';
import { DEFAULT_MINUTES, freeMinutes, layout } from './model.ts';
import type { PlannedMeeting } from './plan.ts';
import { noSuchMeeting } from './show.ts';
import { lockedAgenda } from './steps.ts';
import { lastCallKey } from './touch.ts';

/** How long after it was formed a task force is left alone, in months. */
const MONTHS_OF_GRACE = 3;
const WEIGHT = 2;

interface Contact {
  readonly person: AskedPerson;
  readonly from: Date;
}

interface Called {
  readonly startsAt: Date;
  readonly topicsCloseAt: Date;
}

/** The first day on which a last call may go out. */
function graceEnds(formed: string): string {
  const [year = 0, month = 1, day = 1] = formed.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + MONTHS_OF_GRACE, day)).toISOString().slice(0, 10);
}

/** When this person would be asked; undefined when that is too late, too early, or they are away. */
function askedAt(person: AskedPerson, called: Called, rule: DaysBefore, formed: string | null) {
  const [days] = rule.days;
  if (days === undefined) return undefined;
  const date = daysBefore(dateOf(called.startsAt, person), days, person);
  const from = momentOn(date, rule.at, person);
  if (from >= called.topicsCloseAt || isAway(person, date)) return undefined;
  return formed !== null && date < graceEnds(formed) ? undefined : from;
}

/**
 * One contact for each agency: of those who are here then, who was named, else the longest-standing who is no guest
 * (product row 1).
 */
async function contactsFor(ctx: Context) {
  const rule = (await rulesOf(ctx.tx, ctx.taskForce.id)).lastCall;
  const known = new Map((await people(ctx.tx)).map((person) => [person.member, person]));
  const named = await namedContacts(ctx.tx);
  const askable = [...(await calendarsOf(ctx.tx)).values()]
    .filter(({ member }) => {
      const person = known.get(member);
      return person !== undefined && mayBeAsked(person);
    })
    .toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
  function isNamed({ agency, member }: AskedPerson): boolean {
    return named.get(agency) === member;
  }
  return (called: Called): readonly Contact[] => {
    const contacts = new Map<string, Contact>();
    for (const person of askable) {
      const from = contacts.has(person.agency)
        ? undefined
        : askedAt(person, called, rule, ctx.taskForce.formed);
      if (from) contacts.set(person.agency, { person, from });
    }
    return [...contacts.values()];
  };
}

/** One last call for each meeting, as the day begins of whoever is asked first. */
export async function planLastCalls(
  ctx: Context,
  meetings: readonly PlannedMeeting[],
): Promise<readonly Cue[]> {
  const contacts = await contactsFor(ctx);
  return meetings.flatMap(({ id, startsAt, deadlines: { topicsCloseAt } }) => {
    const [first] = contacts({ startsAt, topicsCloseAt })
      .map(({ person, from }) => cueFor(from, person, ctx.taskForce.startedAt))
      .toSorted((a, b) => a.getTime() - b.getTime());
    if (!first) return [];
    const cue = { kind: 'agenda.last-call', subject: id, what: 'Last call for topics' };
    return [{ key: `agenda.last-call:${id}`, ...cue, dueAt: first, until: topicsCloseAt }];
  });
}

/** Minutes that are free as this person sees the agenda. */
const freeFor = ({ state }: Loaded, person: Person): number => freeMinutes(layout(state, readerOf(person)));

const KINDS_OF_TOPICS = ['discussion', 'decision', 'information', 'case'];

const hasSpoken = ({ state }: Loaded, { member }: Person): boolean =>
  state.items.some(
    (item) => item.owner === member && item.state !== 'withdrawn' && KINDS_OF_TOPICS.includes(item.kind),
  );

/** Asks one contact of each agency for a topic, while there is room. */
export async function lastCall(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await lockedAgenda(ctx, cue.subject);
  if (loaded?.state.phase !== 'collecting' || loaded.over) return answered(none);
  const { meeting, deadlines } = loaded;
  const until = deadlines.topicsCloseAt;
  const known = new Map((await people(ctx.tx)).map((person) => [person.member, person]));
  const contacts = (await contactsFor(ctx))({ startsAt: meeting.startsAt, topicsCloseAt: until });
  const asked = contacts.flatMap(({ person: { member }, from }): Effect[] => {
    const person = known.get(member);
    if (!person || freeFor(loaded, person) < DEFAULT_MINUTES || hasSpoken(loaded, person)) return [];
    const view = { name: 'agenda.last-call', id: meeting.id };
    return [ask({ key: lastCallKey(meeting.id), member, view, from, until, weight: WEIGHT })];
  });
  if (asked.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'last call', subject: meeting.id, detail: { asked: asked.length } }],
    effects: asked,
  });
}

/** COPY 2. It never says how long an agency has been quiet. Null once nothing is asked for. */
export const lastCallView: View = async (ctx, id, reader) => {
  const { person } = reader;
  const loaded = person && (await loadAgenda(ctx, id));
  if (!loaded || loaded.state.phase !== 'collecting' || loaded.over) return null;
  const free = freeMinutes((await factsFor(ctx, loaded, reader)).layout);
  if (free < DEFAULT_MINUTES) return null;
  const { meeting, deadlines } = loaded;
  return {
    title: rich`Hi ${firstName(person.name)}.`,
    notice: 'A question about the next meeting',
    endsItself: true,
    blocks: [
      text(
        rich`${free} minutes are free on ${time(meeting.startsAt, 'date')}. Is there something ${person.agencyName} would like to raise, or hear about from others? One line is enough. Nothing this time is a fine answer. Either way we will not ask again for this meeting. Topics close ${time(deadlines.topicsCloseAt)}.`,
      ),
      buttons(
        formButton('Add a topic', 'agenda.item', { meeting: meeting.id }, 'main'),
        press('Nothing this time', 'agenda.nothing', { meeting: meeting.id }),
      ),
    ],
  };
};

/** "Nothing this time" ends it. */
export async function nothingThisTime(ctx: ActorContext, { meeting }: { meeting: string }): Promise<Outcome> {
  if (!(await loadAgenda(ctx, meeting))) return answered(noSuchMeeting);
  return changed({
    reply: noteReply(rich`Good. We do not ask again for this meeting.`),
    changes: [{ action: 'no topic this time', subject: meeting }],
    effects: [settle(lastCallKey(meeting), 'declined', ctx.actor.member)],
  });
}
