import { acknowledgementsTold } from './acknowledgements.ts';
import { leaveTold } from './availability.ts';
import { timelineOf, type ImportedTaskForce } from './convert.ts';
import type { TaskForceFile } from './file.ts';
import { fieldsNotTaken, sectionsNotTaken } from './not-taken.ts';
import { planTold } from './plan.ts';
import { pollsTold } from './polls.ts';
import { rulesTold } from './reminders.ts';
import { ITEM_STATE, kindOf, MEETING_STATE, PLATFORM, ROLE, SEGMENT, STATUS } from './words.ts';
import { listed } from '../../../kernel/listed.ts';

/** What the importer must know: what was renamed, moved, or not taken, each once, with a count and without names. */
export const toldOf = (file: TaskForceFile, imported: ImportedTaskForce): readonly string[] => [
  ...alone(imported),
  ...left(imported),
  greeted(imported),
  ...renamedSegments(file),
  ...renamedPeople(file),
  ...dropped(file),
  ...meetingsTold(file),
  ...acknowledgementsTold(file),
  ...planTold(file),
  ...pollsTold(file),
  ...leaveTold(file),
  ...rulesTold(file),
  ...fieldsNotTaken(file),
  ...sectionsNotTaken(file),
];

function alone({ members }: ImportedTaskForce): readonly string[] {
  const act = members.filter(
    ({ status, roles }) =>
      status === 'active' && (roles.includes('facilitator') || roles.includes('co-chair')),
  );
  return act.length > 1
    ? []
    : [
        'Only one person can act. Please name a second facilitator, or a co-chair: somebody is away sometimes.',
      ];
}

function greeted({ members }: ImportedTaskForce): string {
  const active = members.filter(({ status }) => status === 'active');
  const fresh = active.filter(({ helloSent }) => !helloSent);
  return `The hello counts as sent to ${counted(active.slice(fresh.length), 'person', 'people')}; new, and greeted after Start: ${fresh.length}.`;
}

function left({ members, series, meetings, subcommittees }: ImportedTaskForce): readonly string[] {
  const gone = new Set(members.filter(({ status }) => status === 'left').map(({ id }) => id));
  const coming = meetings.filter(({ state }) => state === 'scheduled');
  const parts = [
    ...series.flatMap(({ facilitators, noteTakers }) => [...facilitators, ...noteTakers]),
    ...coming.flatMap(({ facilitator, noteTaker }) => [facilitator, noteTaker]),
    ...subcommittees.flatMap(({ lead, viceLead, members: others }) => [lead, viceLead, ...others]),
  ].filter((id) => id !== null && gone.has(id));
  return parts.length === 0
    ? []
    : [
        `Someone who left still has a part in coming meetings or subcommittees: ${counted(parts, 'place')}. Please name someone else.`,
      ];
}

const counted = (rows: readonly unknown[], one: string, many = `${one}s`): string =>
  `${rows.length} ${rows.length === 1 ? one : many}`;

function renamedSegments({ agencies, agendaItems }: TaskForceFile): readonly string[] {
  const isOld = (segment: keyof typeof SEGMENT) => SEGMENT[segment] !== segment;
  const where = [
    {
      rows: agencies.filter(({ segmentAccess }) => segmentAccess.some(isOld)),
      one: 'agency',
      many: 'agencies',
    },
    { rows: agendaItems.filter(({ segment }) => isOld(segment)), one: 'agenda item', many: 'agenda items' },
  ].filter(({ rows }) => rows.length > 0);
  if (where.length === 0) return [];
  const counts = where.map(({ rows, one, many }) => counted(rows, one, many));
  return [`Segment case became closed: ${listed(counts)}.`];
}

function renamedPeople({ members }: TaskForceFile): readonly string[] {
  const people = (
    one: string,
    words: readonly (readonly string[])[],
    ours: Readonly<Record<string, string>>,
  ) =>
    renamed({
      one,
      many: one === 'Status' ? 'Statuses' : `${one}s`,
      words,
      ours,
      rows: ['person', 'people'],
    });
  return [
    ...people(
      'Role',
      members.map(({ roles }) => roles),
      ROLE,
    ),
    ...people(
      'Platform',
      members.map(({ platform }) => [platform]),
      PLATFORM,
    ),
    ...people(
      'Status',
      members.map(({ status }) => [status]),
      STATUS,
    ),
  ];
}

interface Renaming {
  readonly one: string;
  readonly many: string;
  /** The file's words, row by row. */
  readonly words: readonly (readonly string[])[];
  readonly ours: Readonly<Record<string, string>>;
  readonly rows: readonly [one: string, many: string];
}

/** Why a word changed, where the change itself does not say. */
const BECAUSE: Readonly<Record<string, string>> = {
  'Role member': ' (who leads is said by the subcommittees)',
  'Platform web': ' (until e-mail exists here)',
};

/** "Roles coordinator and admin became facilitator: 1 person." for each of our words that took others' place. */
function renamed({ one, many, words, ours, rows }: Renaming): readonly string[] {
  const targets = [...new Set(Object.values(ours))];
  return targets.flatMap((to) => {
    const others = Object.keys(ours).filter((word) => ours[word] === to && word !== to);
    const used = others.filter((word) => words.some((row) => row.includes(word)));
    const changed = words.filter((row) => row.some((word) => used.includes(word)));
    if (used.length === 0) return [];
    const what = `${used.length === 1 ? one : many} ${listed(used)}`;
    return [`${what} became ${to}${BECAUSE[`${one} ${to}`] ?? ''}: ${counted(changed, ...rows)}.`];
  });
}

function dropped({ members, subcommittees }: TaskForceFile): readonly string[] {
  const rules = subcommittees.filter(({ rrule }) => rrule);
  const quiet = members.filter(({ contactRules }) => contactRules?.quietHours);
  return [
    // Not whose, not which, and not how many.
    ...(members.some(hasPersonalSector)
      ? ['A personal sector was left out: people have no sector here.']
      : []),
    ...(quiet.length > 0
      ? [`Quiet hours replaced the default working hours: ${counted(quiet, 'person', 'people')}.`]
      : []),
    ...(rules.length > 0
      ? [
          `Meeting rules of subcommittees are kept as text, and nothing is planned from them: ${rules.length}.`,
        ]
      : []),
  ];
}

const hasPersonalSector = (row: TaskForceFile['members'][number]): boolean =>
  (row.sectorOverride ?? row.sectorVisibility ?? null) !== null;

function meetingsTold({ meetingSeries, meetings, agendaItems }: TaskForceFile): readonly string[] {
  const channels = meetingSeries.flatMap(({ channel }) => Object.values(channel ?? {}));
  const changedKinds = agendaItems.filter((item) => kindOf(item) === 'standing' && item.kind !== 'standing');
  const reports = agendaItems.filter(({ kind }) => kind === 'report-back');
  const past = agendaItems.filter(({ status }) => ['done', 'carried'].includes(ITEM_STATE[status]));
  const states = meetings.map(({ state }) => [state]);
  return [
    ...meetingSeries.flatMap((row) => movedSteps(row)),
    ...(meetingSeries.some(({ newTaskForceRule }) => newTaskForceRule !== undefined)
      ? ['newTaskForceRule: its day was taken. The rule is ours: at least monthly, for six months.']
      : []),
    ...renamed({
      one: 'State',
      many: 'States',
      words: states,
      ours: MEETING_STATE,
      rows: ['meeting', 'meetings'],
    }),
    ...(changedKinds.length > 0
      ? [`Rituals, and what comes from a template, became standing items: ${counted(changedKinds, 'item')}.`]
      : []),
    ...(reports.length > 0 ? [`Kind report-back became report: ${counted(reports, 'item')}.`] : []),
    ...(past.length > 0
      ? [`Items that are done or were carried over are kept as history: ${counted(past, 'item')}.`]
      : []),
    ...(channels.length > 0
      ? [`Channel names: not taken, channels are linked with a code (${channels.length}).`]
      : []),
  ];
}

function movedSteps(row: TaskForceFile['meetingSeries'][number]): readonly string[] {
  const { moved } = timelineOf(row);
  if (moved.length === 0) return [];
  return [
    `The steps of the agenda in series '${row.id}' were out of order: publishing keeps its time. ${moved.join(' ')}`,
  ];
}
