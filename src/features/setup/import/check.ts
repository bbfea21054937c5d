import type { TaskForceFile } from './file.ts';
import { fieldOf, placesAt, type Place } from './places.ts';
import { didYouMean, ID, isShowable, type Problem } from './problem.ts';

// What no schema of one row can see. It reads the file as it came, so that a mistake in one row hides nothing
// in the others; what has the wrong shape is told by the schemas and passed over here.

/** The twenty sectors; a file may bring its own list. */
const SECTORS = [
  'law-enforcement',
  'state-social-services',
  'prosecution',
  'defense',
  'judiciary',
  'ngo-advocacy',
  'survivors',
  'child-welfare',
  'juvenile-justice',
  'health',
  'mental-health',
  'education',
  'research',
  'activism',
  'homeless-advocacy',
  'lgbt-advocacy',
  'faith',
  'private-sector',
  'public-officials',
  'media',
];

const TARGETS = {
  agency: 'agencies[].id',
  sector: 'sectors[].id',
  member: 'members[].id',
  subcommittee: 'subcommittees[].id',
  series: 'meetingSeries[].id',
  meeting: 'meetings[].id',
  'agenda item': 'agendaItems[].id',
  goal: 'actionPlan.goals[].id',
  task: 'actionPlan.tasks[].id',
  training: 'trainings[].id',
} as const;

type Target = keyof typeof TARGETS;

/** Everything in a file that names another row. A personal sector is not here: it is dropped unread. */
const REFERENCES: readonly (readonly [Target, readonly string[]])[] = [
  [
    'agency',
    ['taskForce.platforms[].hostAgencyId', 'members[].agencyId', 'mous[].agencyId', 'holidays[].scope'],
  ],
  ['sector', ['agencies[].sector']],
  [
    'member',
    [
      'agencies[].contact',
      'members[].onboarding.successorOf',
      'subcommittees[].chair',
      'subcommittees[].viceChair',
      'subcommittees[].members[]',
      'meetingSeries[].facilitatorRotation[]',
      'meetingSeries[].noteTakerRotation[]',
      'meetings[].facilitator',
      'meetings[].noteTaker',
      'meetings[].attendance[].memberId',
      'agendaItems[].owner',
      'acknowledgements[].memberId',
      'actionPlan.tasks[].lead',
      'reportBacks[].by',
      'reportBacks[].nudges[].to',
      'trainings[].trainer',
      'polls[].ballots[].memberId',
      'availability[].memberId',
      'availability[].delegate',
    ],
  ],
  ['subcommittee', ['actionPlan.tasks[].subcommitteeId', 'polls[].subcommitteeId']],
  ['series', ['meetings[].seriesId']],
  [
    'meeting',
    [
      'agendaItems[].meetingId',
      'actionPlan.tasks[].reportBackMeetingId',
      'reportBacks[].meetingId',
      'trainings[].meetingId',
      'polls[].meetingId',
      'polls[].youSaidWeDid[].meetingId',
    ],
  ],
  ['agenda item', ['agendaItems[].carriedFrom', 'agendaItems[].carriedTo']],
  ['goal', ['actionPlan.tasks[].goalId']],
  ['task', ['agendaItems[].taskId', 'reportBacks[].taskId']],
  ['training', ['agendaItems[].trainingId']],
];

/** Lists in which no two rows may agree in all of these fields. */
const UNIQUE: readonly (readonly [list: string, ...fields: string[]])[] = [
  ['agencies', 'id'],
  ['sectors', 'id'],
  ['members', 'id'],
  ['subcommittees', 'id'],
  ['meetingSeries', 'id'],
  ['meetings', 'id'],
  ['agendaItems', 'id'],
  ['actionPlan.goals', 'id'],
  ['actionPlan.tasks', 'id'],
  ['trainings', 'id'],
  ['polls', 'id'],
  ['polls[].questions', 'id'],
  ['reminderRules', 'id'],
  ['acknowledgements', 'memberId', 'version'],
  ['availability', 'memberId', 'start'],
  ['meetings', 'date', 'seriesId'],
  ['meetings[].attendance', 'memberId'],
  ['polls[].ballots', 'memberId'],
  ['agendaItems', 'position', 'meetingId'],
  ['holidays', 'date', 'scope'],
];

/** A problem whose words are made when it is shown: looking for a near miss in a hostile file is not free. */
export type Lazy = () => Problem;

/** References that lead nowhere, and rows that stand twice. */
export const checkWhole = (json: unknown): readonly Lazy[] => [...lost(json), ...doubles(json)];

function lost(json: unknown): readonly Lazy[] {
  return REFERENCES.flatMap(([target, patterns]) => {
    const known = new Set(idsAt(json, target));
    if (known.size === 0 && isToldByShape(json, target)) return [];
    return patterns
      .flatMap((pattern) => placesAt(json, pattern))
      .flatMap(({ path, value }): Lazy[] =>
        typeof value !== 'string' || !ID.test(value) || known.has(value)
          ? []
          : [() => ({ path, message: nowhere(target, value, known) })],
      );
  });
}

/** Without agencies or people, or with a list that is none, every reference is lost: once is enough. */
function isToldByShape(json: unknown, target: Target): boolean {
  const [rows] = placesAt(json, listOf(target));
  return target === 'agency' || target === 'member' || (rows !== undefined && !Array.isArray(rows.value));
}

const listOf = (target: Target): string => TARGETS[target].slice(0, -'[].id'.length);

function idsAt(json: unknown, target: Target): readonly string[] {
  if (target === 'sector' && placesAt(json, 'sectors').length === 0) return SECTORS;
  return placesAt(json, TARGETS[target]).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

function nowhere(target: Target, id: string, known: ReadonlySet<string>): string {
  const said = isShowable(id) ? ` '${id}'` : ' of this id';
  return `there is no ${target}${said}.${didYouMean(id, known)}`;
}

const doubles = (json: unknown): readonly Lazy[] =>
  UNIQUE.flatMap(([list, ...fields]) => placesAt(json, list).flatMap((place) => doublesIn(place, fields)));

function doublesIn({ path, value }: Place, fields: readonly string[]): readonly Lazy[] {
  const [first = '', ...others] = fields;
  const seen = new Map<string, string>();
  return placesAt(value, '[]').flatMap(({ path: row, value: fieldsOf }): Lazy[] => {
    if (!['string', 'number'].includes(typeof fieldOf(fieldsOf, first))) return [];
    const key = JSON.stringify(fields.map((field) => fieldOf(fieldsOf, field) ?? null));
    const before = seen.get(key);
    if (before === undefined) seen.set(key, row);
    const same = others.length === 0 ? `the same ${first}` : `the same ${fields.join(' and ')}`;
    return before === undefined
      ? []
      : [() => ({ path: `${path}${row}.${first}`, message: `${path}${before} has ${same}.` })];
  });
}

/** Roles that make a facilitator, in the words of a file. */
export const FACILITATING: readonly string[] = ['facilitator', 'coordinator', 'admin'];

/** A task force without anyone who may act could never be started. */
export function checkPeople({ members }: TaskForceFile): readonly Lazy[] {
  const acts = members.some(
    ({ status, roles }) =>
      (status === 'active' || status === 'onboarding') && roles.some((role) => FACILITATING.includes(role)),
  );
  if (acts) return [];
  const message = 'nobody who is active is a facilitator. Give one active person the role facilitator.';
  return [() => ({ path: 'members', message })];
}
