import * as fc from 'fast-check';
import type { ImportedTaskForce } from '../../src/features/setup/index.ts';
import { stored } from '../../src/guard/index.ts';
import { SEGMENTS } from '../../src/kernel/access.ts';
import { addDays, instantAt, weekdayOf } from '../../src/schedule/local-time.ts';

// Far apart, one without summer time, one that is half an hour off.
export const RANDOM_ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Pacific/Honolulu',
  'Europe/Vienna',
  'Asia/Kolkata',
] as const;
const HOURS = [
  null,
  null,
  { from: '09:00', to: '17:00' },
  { from: '12:00', to: '13:00' },
  { from: '22:00', to: '06:00' },
] as const;
/** Summer time begins on 14 March in America, on 28 March in Europe. */
const FIRST_DAY = '2027-02-15';

type Person = ImportedTaskForce['members'][number];

/** Plain objects: drizzle asks a value for its constructor. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

const zone = fc.constantFrom(...RANDOM_ZONES);
const day = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most }).map((n) => addDays(FIRST_DAY, n));

const person = (n: number) =>
  record({
    zone,
    hours: fc.constantFrom(...HOURS),
    platform: fc.constantFrom('web' as const, 'slack' as const, 'teams' as const),
    agency: fc.constantFrom('a1', 'a2', 'a3'),
    helloSent: fc.boolean(),
    guest: fc.boolean(),
  }).map(({ guest, ...rest }): Person => ({
    ...rest,
    id: `m${n}`,
    name: stored(`Person ${n}`),
    title: stored(''),
    roles: [n === 1 ? 'facilitator' : n === 2 ? 'co-chair' : guest ? 'guest' : 'member'],
    status: 'active',
    joined: '2026-01-01',
    left: null,
    introduceAs: null,
    email: null,
  }));

const people = fc
  .integer({ min: 2, max: 7 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, index) => person(index + 1))));

const leave = (members: readonly Person[]) =>
  record({
    member: fc.constantFrom(...members.map(({ id }) => id)),
    first: day(40),
    length: fc.integer({ min: 0, max: 20 }),
  }).map(({ member, first, length }) => ({ member, first, last: addDays(first, length), delegate: null }));

const holiday = record({
  date: day(45),
  agency: fc.constantFrom(null, 'a1', 'a2'),
});

const timeline = record({
  callDaysBefore: fc.integer({ min: 8, max: 21 }),
  callAt: fc.constantFrom('09:00', '07:30'),
  topicsCloseWorkingDaysBefore: fc.constantFrom(3, 4),
  topicsCloseAt: fc.constant('12:00'),
  draftWorkingDaysBefore: fc.constantFrom(3),
  draftAt: fc.constant('13:00'),
  publishHoursBefore: fc.constantFrom(24, 48),
});

const DAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** A small task force with people over the world, their hours, leaves and holidays, and when it starts. */
export const randomTaskForce: fc.Arbitrary<{ file: ImportedTaskForce; startAt: Date }> = people
  .chain((members) =>
    record({
      members: fc.constant(members),
      zone,
      first: day(25).filter((date) => weekdayOf(date) < 6),
      often: fc.constantFrom('FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2', 'FREQ=WEEKLY;INTERVAL=4'),
      at: fc.constantFrom('10:00', '17:30'),
      timeline,
      // As an import takes them: no two of one person from the same day.
      leaves: fc.uniqueArray(leave(members), {
        maxLength: 4,
        selector: ({ member, first }) => `${member} ${first}`,
      }),
      holidays: fc.uniqueArray(holiday, {
        maxLength: 4,
        selector: ({ date, agency }) => `${date} ${agency}`,
      }),
      owners: fc.array(fc.constantFrom(...members.map(({ id }) => id)), { maxLength: 4 }),
      formed: fc.constantFrom('2020-01-01', '2027-02-01'),
      startHour: fc.constantFrom('03:00', '08:00', '11:20', '19:00'),
    }),
  )
  .map(({ members, first, often, at, owners, formed, startHour, holidays, ...rest }) => {
    const end = `${String(Number(at.slice(0, 2)) + 1).padStart(2, '0')}${at.slice(2)}`;
    const chair = { facilitator: 'm1', noteTaker: null, location: stored('') };
    const file: ImportedTaskForce = {
      taskForce: {
        id: 'random',
        name: stored('Random County'),
        neutralName: stored('Random TF'),
        zone: rest.zone,
        mission: stored(''),
        contactPhone: '',
        publicBody: false,
        formed,
        newSince: null,
      },
      agencies: ['a1', 'a2', 'a3'].map((id) => ({
        id,
        name: stored(`Agency ${id}`),
        sector: '',
        segments: SEGMENTS,
        contact: null,
      })),
      members,
      subcommittees: [],
      series: [
        {
          id: 's1',
          name: stored('Meeting'),
          rrule: `${often};BYDAY=${DAY_CODES[weekdayOf(first) - 1]!}`,
          dtstart: `${first}T${at}:00`,
          zone: rest.zone,
          durationMinutes: 60,
          facilitators: ['m1'],
          noteTakers: [],
          location: stored(''),
          timeline: rest.timeline,
        },
      ],
      meetings: [
        {
          id: 'first',
          series: 's1',
          date: first,
          start: at,
          end,
          zone: rest.zone,
          state: 'scheduled',
          ...chair,
        },
      ],
      items: [],
      holidays: holidays.map((each) => ({ ...each, name: stored('Holiday') })),
      promises: [],
      acknowledgements: [],
      goals: [],
      tasks: owners.map((owner, index) => ({
        id: `t${index + 1}`,
        goal: null,
        subcommittee: null,
        title: stored(`Task ${index + 1}`),
        owner,
        due: null,
        reportAt: 'first',
        noReport: false,
        state: 'open',
        doneOn: null,
      })),
      reports: [],
      leaves: rest.leaves,
      polls: [],
      attendance: [],
      youSaid: [],
      rules: {},
      demoNow: null,
    };
    return { file, startAt: instantAt(addDays(FIRST_DAY, -5), startHour, 'America/New_York') };
  });
