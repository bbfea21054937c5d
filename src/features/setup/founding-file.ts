import { stored, type Checked } from '../../guard/index.ts';
import { SEGMENTS } from '../../kernel/access.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { DEFAULT_TIMELINE } from '../meetings/index.ts';
import type { FoundingValues } from './founding-form.ts';
import type { ImportedMember, ImportedTaskForce } from './import/index.ts';
import { ruleFor } from './rule-for.ts';

export const FOUNDER = 'm1';
export const SECOND = 'm2';

interface FirstPerson {
  readonly name: Checked;
  /** The id of one of the agencies. */
  readonly agency: string;
  /** Their own zone; undefined for the task force's. */
  readonly zone: string | undefined;
  readonly platform: ImportedMember['platform'];
  readonly email: string | null;
}

interface First {
  readonly id: string;
  readonly now: Date;
  readonly agencies: readonly { readonly id: string; readonly name: Checked }[];
  readonly people: readonly [facilitator: FirstPerson, coChair: FirstPerson];
}

/** A task force of two people and one series of meetings, as a file would say it. */
export function foundedFile(said: FoundingValues, { id, now, agencies, people }: First): ImportedTaskForce {
  const joined = localDateOf(now, said.zone);
  const [facilitator, coChair] = people;
  const person = (
    own: string,
    { zone, ...who }: FirstPerson,
    role: 'facilitator' | 'co-chair',
  ): ImportedMember => ({
    ...who,
    id: own,
    zone: zone ?? said.zone,
    title: stored(''),
    roles: [role],
    status: 'active',
    joined,
    left: null,
    hours: null,
    introduceAs: null,
    helloSent: false,
  });
  const { name, neutralName, zone, phone: contactPhone, publicBody } = said;
  const about = {
    id,
    name,
    neutralName,
    zone,
    mission: stored(''),
    contactPhone,
    publicBody,
    formed: joined,
    newSince: null,
  };
  return {
    ...EMPTY,
    taskForce: about,
    agencies: agencies.map((agency) => ({ ...agency, sector: '', segments: SEGMENTS, contact: null })),
    members: [person(FOUNDER, facilitator, 'facilitator'), person(SECOND, coChair, 'co-chair')],
    series: [
      {
        id: 'meeting',
        name: stored('Meeting'),
        rrule: ruleFor(said.repeats, said.date),
        dtstart: `${said.date}T${said.time}:00`,
        zone,
        durationMinutes: said.minutes,
        facilitators: [FOUNDER],
        noteTakers: [],
        location: said.place,
        timeline: DEFAULT_TIMELINE,
      },
    ],
  };
}

const EMPTY = {
  subcommittees: [],
  meetings: [],
  items: [],
  holidays: [],
  promises: [],
  acknowledgements: [],
  goals: [],
  tasks: [],
  reports: [],
  leaves: [],
  polls: [],
  attendance: [],
  youSaid: [],
  rules: {},
  demoNow: null,
} as const;
