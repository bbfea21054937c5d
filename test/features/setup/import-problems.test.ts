import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImport, problemText, type Problem } from '../../../src/features/setup/import/index.ts';
import { changed, exists, leaves, parentOf, sample, set, valueAt } from './import/sample.ts';

function problemsOf(json: unknown): readonly Problem[] {
  const parsed = parseImport(json);
  return parsed.state === 'bad' ? parsed.problems : [];
}

const GONE = undefined;
const TEXT = 'must be text, in double quotes.';
const DAY = 'must be a real day, such as 2027-02-10.';
const TIME = 'must be a time of day, such as 09:30.';
const MOMENT = 'must be a moment with its offset, such as 2027-02-03T09:00:00-05:00.';
const ZONE = 'is not a time zone known here. Use a place such as America/New_York.';

/** Where, what stands there instead, and what is said; the problem is at that place unless `at` says otherwise. */
type Case = readonly [path: string, value: unknown, message: string, at?: string];

const SHAPE: readonly Case[] = [
  ['schemaVersion', 2, 'must be 1.'],
  ['schemaVersion', GONE, 'is missing. It must be 1.'],
  ['taskForce', GONE, 'is missing.'],
  ['taskForce', [], 'must be an object, in { }.'],
  ['members', {}, 'must be a list, in [ ].'],
  ['members', [], 'needs at least 1.'],
  ['agencies[4].name', GONE, 'is missing.'],
  ['agencies[4].name', 7, TEXT],
  ['agencies[4].name', '  ', 'is empty.'],
  ['agencies[4].name', 'a'.repeat(201), 'is too long: at most 200 characters.'],
  ['agendaItems[3].title', 'a'.repeat(141), 'is too long: at most 140 characters.'],
  ['agendaItems[3].title', 'Two\nlines', 'must be one line, without tabs or line breaks.'],
  ['taskForce.mission', 'a'.repeat(501), 'is too long: at most 500 characters.'],
  ['taskForce.publicBody', 'yes', 'must be true or false.'],
  ['taskForce.contactPhone', 'ask the desk', 'must be a phone number, such as 555-0100.'],
  ['members[3].email', 'nobody', 'must be an e-mail address.'],
  ['members[3].roles', [], 'needs at least 1.'],
  ['meetings[1].attendance', 'all', 'must be a list, in [ ].'],
  ['agendaItems[3].minutes', 481, 'must be 480 or less.'],
  ['agendaItems[3].minutes', -1, 'must be 0 or more.'],
  ['agendaItems[3].minutes', 2.5, 'must be a whole number.'],
  ['agendaItems[3].minutes', '10', 'must be a number.'],
  ['polls[0].questions[0].tally', 'many', 'is not in a form that is known here.'],
  ['polls[2].ballots[0].choices[0]', 'first', 'must be a number.'],
  ['reminderRules[3].cron', 'daily', 'must have five parts, such as 0 9 * * MON.'],
];

const NAMES: readonly Case[] = [
  ['members[3].emial', 'x@larkmoor.example', "is not known here. Did you mean 'email'?"],
  ['polls[2].ballot', [], "is not known here. Did you mean 'ballots'?"],
  ['polls[0].questions[1].anwsers', [], "is not known here. Did you mean 'answers'?"],
  ['meeting', [], "is not known here. Did you mean 'meetings'?"],
  ['favourites', [], 'is not known here.'],
  ['meetingSeries[0].agendaTimeline.publishDaysBefore', 2, 'is not known here.'],
  ['actionPlan.tasks[2].victim', 'x', 'is not known here.'],
  ['actionPlan.task', [], "is not known here. Did you mean 'tasks'?"],
  ['availability[0].reason', 'x', 'is not known here.'],
];

const VALUES: readonly Case[] = [
  ['members[3].roles[0]', 'facilitatr', "Did you mean 'facilitator'?"],
  ['members[3].platform', 'discord', 'must be slack, teams, web, email, slack-guest or teams-guest.'],
  ['members[3].status', 'actve', "must be active, left, onboarding or departed. Did you mean 'active'?"],
  ['agencies[0].segmentAccess[2]', 'cases', "must be open, members, closed or case. Did you mean 'case'?"],
  ['agendaItems[3].kind', 'reportback', "Did you mean 'report-back'?"],
  ['agendaItems[3].segment', 'secret', 'must be open, members, closed or case.'],
  ['agendaItems[3].status', 'dropped', 'must be proposed, accepted, done, carried-over or carried.'],
  ['meetings[1].state', 'cancelled', 'must be scheduled, solicitation-open or closed.'],
  [
    'taskForce.id',
    '*',
    'an id has letters, digits, dots, dashes and low lines, 64 at most, and begins with a letter or digit.',
  ],
  ['trainings[3].id', 'Owen Brandt', 'an id has letters'],
  ['reminderRules[0].id', 'a'.repeat(65), 'an id has letters'],
  ['polls[5].id', '', 'an id has letters'],
];

const TIMES: readonly Case[] = [
  ['taskForce.timezone', 'EST', ZONE],
  ['members[18].timezone', 'America/Chicgo', ZONE],
  ['meetings[1].timezone', '+05:00', ZONE],
  [
    'reminderRules[1].timezone',
    'nowhere',
    "is not a time zone known here. Use a place such as America/New_York, or 'member'.",
  ],
  ['meetingSeries[0].tzid', 'Mars/Base', 'The time zone is not known. Use a place such as America/New_York.'],
  ['meetingSeries[0].rrule', 'FREQ=HOURLY', 'FREQ=HOURLY is too often.'],
  ['meetingSeries[0].rrule', 'second Wednesday', 'The rule is not understood.'],
  ['meetingSeries[0].dtstart', '2026-12-09', 'The start must be a real day and time'],
  ['subcommittees[0].rrule', 'FREQ=MONTHLY;BYDAY=9TU', 'The number before a day in BYDAY must be 1 to 5'],
  ['holidays[1].date', '2027-02-30', DAY],
  ['holidays[1].date', '15 February', DAY],
  ['members[3].joined', '2026-7-8', DAY],
  ['mous[0].reviewBy', 'soon', DAY],
  ['meetings[1].startLocal', '25:00', TIME],
  ['meetings[1].startLocal', '9:00', TIME],
  ['members[13].contactRules.quietHours[0]', '6pm', TIME],
  ['demoNow', '2027-02-03', MOMENT],
  ['demoNow', '2027-02-31T09:00:00-05:00', MOMENT],
  ['acknowledgements[0].at', '2027-01-06T10:15:00', MOMENT],
  ['meetings[1].endLocal', '10:00', 'must be after startLocal, on the same day.'],
  ['meetingSeries[0].durationMinutes', 60, 'must be durationMinutes after start.', 'meetingSeries[0].end'],
  ['meetingSeries[0].start', '09:00', 'must be the time of day in dtstart.'],
  ['meetingSeries[0].timezone', 'America/Chicago', 'must be the same as tzid.'],
  ['taskForce.relaunched', '2026-01-01', 'must not be before formed.'],
  ['members[28].left', '2026-01-01', 'must not be before joined.'],
  ['members[3].left', '2027-01-31', 'only someone whose status is left or departed has a last day.'],
  ['members[13].contactRules.quietHours', ['18:00', '18:00'], 'must begin and end at different times.'],
  ['availability[0].end', '2027-02-01', 'must not be before start.'],
  ['availability[0].delegate', 'm06', 'must be someone else.'],
  ['reminderRules[3].cron', '0 9 1 * MON', 'must be a time on days of the week'],
  ['reminderRules[3].cron', '0 9 * * MOM', 'must be a time on days of the week'],
  ['reminderRules[3].skip', 'full-moon', "must be 'holidays:next-workday'"],
  ['reminderRules[5].offset', '-14w', 'must be days before, such as -7d.'],
  ['reminderRules[5].timezone', 'America/New_York', "must be 'member'"],
  ['reminderRules[1].offset', ['-7d', '-3d'], 'must be one number of days'],
  ['reminderRules[4].offset', '+30m', 'must be minutes before, such as -30m.'],
  ['polls[0].closes', '2027-01-13T11:45:00-05:00', 'must be after opens.'],
  ['agendaItems[24].segment', 'open', 'a closed item belongs in the closed segment.'],
];

const REFERENCES: readonly Case[] = [
  ['members[3].agencyId', 'lcos', "there is no agency 'lcos'. Did you mean 'lcso'?"],
  ['members[3].agencyId', 'xyzzyx', "there is no agency 'xyzzyx'."],
  ['agencies[2].sector', 'medai', "there is no sector 'medai'. Did you mean 'media'?"],
  ['taskForce.platforms[0].hostAgencyId', 'harbour', "there is no agency 'harbour'. Did you mean 'harbor'?"],
  ['members[8].onboarding.successorOf', 'nobody', "there is no member 'nobody'."],
  ['subcommittees[0].chair', 'nobody', "there is no member 'nobody'."],
  ['subcommittees[0].viceChair', 'nobody', "there is no member 'nobody'."],
  ['subcommittees[0].members[1]', 'nobody', "there is no member 'nobody'."],
  ['meetingSeries[0].facilitatorRotation[2]', 'nobody', "there is no member 'nobody'."],
  ['meetingSeries[0].noteTakerRotation[0]', 'nobody', "there is no member 'nobody'."],
  ['meetings[1].seriesId', 'ful', "there is no series 'ful'. Did you mean 'full'?"],
  ['meetings[1].facilitator', 'nobody', "there is no member 'nobody'."],
  ['meetings[1].noteTaker', 'nobody', "there is no member 'nobody'."],
  ['meetings[0].attendance[5].memberId', 'nobody', "there is no member 'nobody'."],
  ['agendaItems[3].meetingId', 'mtg-2027-04', "there is no meeting 'mtg-2027-04'."],
  ['agendaItems[3].owner', 'nobody', "there is no member 'nobody'."],
  ['agendaItems[3].taskId', 'shelter', "there is no task 'shelter'."],
  ['agendaItems[2].trainingId', 'none', "there is no training 'none'."],
  ['agendaItems[5].carriedTo', 'nowhere', "there is no agenda item 'nowhere'."],
  ['agendaItems[12].carriedFrom', 'nowhere', "there is no agenda item 'nowhere'."],
  ['holidays[4].scope', 'lsud', "there is no agency 'lsud'. Did you mean 'lusd'?"],
  ['mous[2].agencyId', 'nobody', "there is no agency 'nobody'."],
  ['acknowledgements[2].memberId', 'nobody', "there is no member 'nobody'."],
  ['actionPlan.tasks[2].goalId', 'money', "there is no goal 'money'."],
  [
    'actionPlan.tasks[2].subcommitteeId',
    'outreech',
    "there is no subcommittee 'outreech'. Did you mean 'outreach'?",
  ],
  ['actionPlan.tasks[2].lead', 'nobody', "there is no member 'nobody'."],
  ['actionPlan.tasks[2].reportBackMeetingId', 'never', "there is no meeting 'never'."],
  ['reportBacks[0].taskId', 'nothing', "there is no task 'nothing'."],
  ['reportBacks[2].nudges[0].to', 'nobody', "there is no member 'nobody'."],
  ['trainings[0].trainer', 'nobody', "there is no member 'nobody'."],
  ['polls[2].ballots[3].memberId', 'nobody', "there is no member 'nobody'."],
  ['polls[1].subcommitteeId', 'servces', "there is no subcommittee 'servces'. Did you mean 'services'?"],
  ['availability[0].delegate', 'nobody', "there is no member 'nobody'."],
];

const DOUBLES: readonly Case[] = [
  ['polls[3].id', 'p01', 'polls[0] has the same id.'],
  ['reminderRules[3].id', 'r-solicit', 'reminderRules[0] has the same id.'],
  ['holidays[1].date', '2027-01-18', 'holidays[0] has the same date and scope.'],
  ['meetings[2].date', '2027-02-10', 'meetings[1] has the same date and seriesId.'],
  ['agendaItems[3].position', 3, 'agendaItems[2] has the same position and meetingId.'],
  ['meetings[0].attendance[1].memberId', 'm01', 'meetings[0].attendance[0] has the same memberId.'],
  ['acknowledgements[1].memberId', 'm01', 'acknowledgements[0] has the same memberId and version.'],
];

const GUARD: readonly Case[] = [
  [
    'agendaItems[3].title',
    'Update on case 27-004417',
    'may point to a person: it looks like a case, docket or report number. Take that out.',
  ],
  ['agendaItems[3].title', 'J.T., age 14, and her DOB 04/12/2012', 'may point to a person: it looks like'],
  [
    'meetings[1].location',
    '118 Fennel Court',
    'If it is an office or a public place, leave it out here: a chair can enter it in Convener.',
  ],
  ['taskForce.mission', 'Her SSN is 123-45-6789', 'may point to a person'],
  ['taskForce.name', 'Her SSN is 123-45-6789', 'may point to a person'],
  [
    'taskForce.neutralName',
    'Child exploitation TF',
    "says what it is about. Lock screens show this. Please leave out what it is about, like 'County TF'.",
  ],
  ['taskForce.neutralName', 'Her SSN is 123-45-6789', 'may point to a person'],
  ['agencies[3].name', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['subcommittees[3].name', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['subcommittees[3].cadence', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['meetingSeries[0].name', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['holidays[3].name', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['members[3].title', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['members[3].name', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['members[13].introduceAs', 'DOB 04/12/2012', 'may point to a person: it looks like a birth date.'],
  ['trainings[3].id', '123-45-6789', 'may point to a person'],
];

const groups = { SHAPE, NAMES, VALUES, TIMES, REFERENCES, DOUBLES, GUARD };

describe.each(Object.entries(groups))('%s', (_name, cases) => {
  it.each(cases.map(([path, value, message, at = path]) => ({ path, value, message, at })))(
    '$path: $message',
    ({ path, value, message, at }) => {
      const [first, ...others] = problemsOf(changed({ [path]: value }));
      expect(first?.path).toBe(at);
      expect(first?.message).toContain(message);
      expect(others).toEqual([]);
    },
  );
});

describe('several problems', () => {
  it('tells all of them, also of one row and below it', () => {
    const json = changed({
      'members[3].agencyId': 'lcos',
      'members[3].timezone': 'EST',
      'members[3].emial': 'x',
      'polls[3].id': 'p01',
      'meetings[1].facilitator': 'nobody',
      'taskForce.formed': GONE,
    });
    expect(problemsOf(json).map(({ path }) => path)).toEqual([
      'taskForce.formed',
      'members[3].timezone',
      'members[3].emial',
      'members[3].agencyId',
      'meetings[1].facilitator',
      'polls[3].id',
    ]);
  });

  it('asks for someone who can act', () => {
    expect(problemsOf(changed({ 'members[0].status': 'departed' })).map(problemText)).toEqual([
      'members: nobody who is active is a facilitator. Give one active person the role facilitator.',
    ]);
  });

  it('shows 200 of very many, quickly', () => {
    const json = changed({});
    const [first] = valueAt(json, 'holidays') as readonly object[];
    const many = Array.from({ length: 5000 }, (_, index) => ({ ...first, scope: `agency-${index}` }));
    set(json, 'holidays', many);
    const problems = problemsOf(json);
    expect(problems).toHaveLength(201);
    expect(problems.at(-1)).toEqual({
      path: '',
      message: 'There are 5000 problems in all; these are the first 200.',
    });
  });

  it('refuses more rows than can be stored at once', () => {
    const json = changed({});
    const [first] = valueAt(json, 'agencies') as readonly object[];
    set(
      json,
      'agencies',
      Array.from({ length: 501 }, (_, index) => ({ ...first, id: `a${index}` })),
    );
    expect(problemsOf(json)).toContainEqual({ path: 'agencies', message: 'has too many: at most 500.' });
  });
});

describe('nothing is repeated', () => {
  it('says a strange name or id only by its place', () => {
    const strange = changed({ 'members[3].Owen Brandt is here': 1, 'meetings[1].noteTaker': '123-45-6789' });
    expect(problemsOf(strange).map(problemText)).toEqual([
      'members[3]: has a name in it that is not known here.',
      'meetings[1].noteTaker: there is no member of this id.',
    ]);
  });

  it('does not look into a personal sector', () => {
    expect(problemsOf(changed({ 'members[13].sectorOverride': { any: ['thing'] } }))).toEqual([]);
  });

  it('passes over a prototype in the file', () => {
    const json = JSON.parse('{"__proto__": {"members": []}, "constructor": 1}') as unknown;
    expect(problemsOf(json).map(({ path }) => path)).toContain('constructor');
  });

  it.each([null, 7, 'text', [], [[]], true, {}])('says what a file of %j lacks', (json) => {
    expect(problemsOf(json).length).toBeGreaterThan(0);
  });
});

/** Words of the sample that only people wrote: names, titles, notes. */
const CLEAN = sample();
const WRITTEN = new Set(
  leaves(CLEAN)
    .map((path) => valueAt(CLEAN, path))
    .filter((value) => typeof value === 'string' && /[a-z]{2}/.test(value) && value.includes(' '))
    .map(String),
);

describe('any damage', () => {
  const places = leaves(CLEAN).filter((path) => !/^(?:demoHazards|contentGuardCases|notice)/.test(path));
  const damage = fc.oneof(
    fc.constant(undefined),
    fc.jsonValue(),
    fc.string(),
    fc.constantFrom(
      'Zebedee Quux, 14',
      'Zebedee, DOB 04/12/2012',
      '',
      '*',
      null,
      -1,
      Number.MAX_VALUE,
      '__proto__',
      'm01',
    ),
  );

  it('is refused with places that exist, or taken; and never thrown over or repeated', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), damage, (path, value) => {
        const json = sample();
        set(json, path, value);
        const parsed = parseImport(json);
        if (parsed.state === 'ok') return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const problem of parsed.problems) {
          const missing = problem.message.startsWith('is missing');
          expect(exists(json, missing ? parentOf(problem.path) : problem.path)).toBe(true);
          expect(problem.message).not.toContain('Zebedee');
          for (const text of WRITTEN) expect(problemText(problem).includes(text)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});
