import { describe, expect, it } from 'vitest';
import {
  parseImport,
  parseImportText,
  type ImportedTaskForce,
} from '../../../src/features/setup/import/index.ts';
import { changed, SAMPLE_TEXT } from './import/sample.ts';

function good(json: unknown): { readonly file: ImportedTaskForce; readonly told: readonly string[] } {
  const parsed = parseImport(json);
  if (parsed.state === 'bad') throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

function fromText() {
  const parsed = parseImportText(SAMPLE_TEXT);
  if (parsed.state === 'bad') throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

const tells = (changes: Readonly<Record<string, unknown>>) => {
  const before = good(changed({})).told;
  return good(changed(changes)).told.filter((sentence) => !before.includes(sentence));
};

describe('the sample', () => {
  const { file, told } = fromText();
  const member = (id: string) => file.members.find((each) => each.id === id);
  const item = (id: string) => file.items.find((each) => each.id === id);

  it('tells what changed on the way', () => {
    expect(told).toEqual(GOLDEN);
  });

  it('keeps every row of the sections that are taken', () => {
    const { agencies, members, subcommittees, series, meetings, items, holidays } = file;
    const counts = [agencies, members, subcommittees, series, meetings, items, holidays].map(
      (rows) => rows.length,
    );
    expect(counts).toEqual([26, 30, 6, 1, 3, 26, 5]);
    expect(file.demoNow).toEqual(new Date('2027-02-03T14:00:00Z'));
    expect(file.taskForce).toEqual({
      id: 'lctf',
      name: 'Larkmoor County Task Force on Trafficking and Child Protection',
      neutralName: 'Larkmoor TF',
      zone: 'America/New_York',
      mission: expect.stringContaining('found early, believed'),
      contactPhone: '555-0100',
      publicBody: true,
      formed: '2026-07-08',
      newSince: '2026-11-12',
    });
  });

  it('drops a personal sector, and has no place for one', () => {
    expect(member('m14')).toEqual({
      id: 'm14',
      name: 'Rowan A.',
      email: 'm14@harbor.example',
      title: 'Consultant',
      agency: 'harbor',
      roles: ['member'],
      zone: 'America/New_York',
      platform: 'slack',
      status: 'active',
      joined: '2026-07-08',
      left: null,
      hours: { from: '10:00', to: '18:00' },
      introduceAs: 'Rowan, consultant',
      helloSent: true,
    });
    const survivors = JSON.stringify(file).match(/"[^"]*survivors[^"]*"/g);
    expect(survivors).toEqual(['"survivors"']);
    expect(file.agencies.filter(({ sector }) => sector === 'survivors').map(({ id }) => id)).toEqual([
      'brightwater',
    ]);
  });

  it('converts roles, platforms and states', () => {
    expect(member('m01')?.roles).toEqual(['facilitator']);
    expect(member('m13')?.roles).toEqual(['co-chair', 'member']);
    expect(member('m06')?.roles).toEqual(['member']);
    expect(member('m11')?.roles).toEqual(['guest']);
    expect(member('m28')?.roles).toEqual(['records-officer']);
    expect(['m05', 'm08', 'm12'].map((id) => member(id)?.platform)).toEqual(['web', 'teams', 'slack']);
    expect(member('m29')).toMatchObject({ status: 'left', left: '2026-12-31', helloSent: true });
    expect(member('m30')).toMatchObject({ status: 'active', left: null, helloSent: false });
    expect(file.members.filter(({ helloSent }) => !helloSent).map(({ id }) => id)).toEqual(['m30']);
    expect(file.agencies.find(({ id }) => id === 'lcso')?.segments).toEqual(['open', 'members', 'closed']);
    expect(file.meetings.map(({ state }) => state)).toEqual(['closed', 'scheduled', 'scheduled']);
  });

  it('converts agenda items', () => {
    expect(item('mtg-2027-01-06')).toMatchObject({
      state: 'carried',
      carriedOver: false,
      kind: 'discussion',
    });
    expect(item('mtg-2027-02-05')).toMatchObject({ state: 'accepted', carriedOver: true });
    expect(item('mtg-2027-02-01')).toMatchObject({
      kind: 'standing',
      segment: 'open',
      position: 1,
      minutes: 8,
    });
    expect(item('mtg-2027-02-06')).toMatchObject({ kind: 'report', taskId: 't07', owner: 'm06' });
    expect(item('mtg-2027-03-07')).toMatchObject({ kind: 'closed', segment: 'closed', state: 'accepted' });
    const minutes = (states: readonly string[]) =>
      file.items
        .filter(({ meeting, state }) => meeting === 'mtg-2027-02' && states.includes(state))
        .reduce((sum, each) => sum + (each.minutes ?? 0), 0);
    expect([minutes(['accepted']), minutes(['accepted', 'proposed'])]).toEqual([74, 94]);
  });

  it('takes the action plan and its reports; what blocks a task has no place here', () => {
    const task = (id: string) => file.tasks.find((each) => each.id === id);
    expect([file.goals.length, file.tasks.length, file.reports.length]).toEqual([7, 15, 2]);
    expect(task('t06')).toEqual({
      id: 't06',
      goal: 'g7',
      subcommittee: 'services',
      title: 'Transportation options map for rural and tribal youth',
      owner: 'm27',
      due: '2027-03-05',
      reportAt: 'mtg-2027-03',
      noReport: false,
      state: 'open',
      doneOn: null,
    });
    expect(task('t15')).toMatchObject({ state: 'done', doneOn: '2027-01-27' });
    expect(task('t09')).toMatchObject({ reportAt: null, noReport: false });
    expect(task('t14')).toMatchObject({ owner: 'm29', state: 'open' });
    expect(file.reports[1]).toEqual({
      task: 't02',
      meeting: 'mtg-2027-02',
      state: 'on track',
      line: 'Four trainers confirmed, two to find.',
      by: 'm22',
      filedAt: new Date('2027-02-02T16:02:00Z'),
    });
    expect(JSON.stringify(file)).not.toContain('fleet contact');
  });

  it('says that a meeting which is over heard nothing, and refuses what cannot be so', () => {
    const over = good(changed({ 'reportBacks[2].meetingId': 'mtg-2027-01' })).file.reports;
    expect(over[2]).toMatchObject({ task: 't07', state: 'none', by: null, line: null });
    for (const [place, value] of [
      ['reportBacks[1].by', null],
      ['reportBacks[1].state', 'unknown'],
      ['actionPlan.tasks[2].completed', undefined],
      ['reportBacks[1].line', 'The girl J.T., age 14, stays with her aunt.'],
    ] as const)
      expect(parseImport(changed({ [place]: value })).state).toBe('bad');
  });

  it('keeps leads, rules, rotations, timeline and holidays', () => {
    expect(file.subcommittees.find(({ id }) => id === 'legal')).toEqual({
      id: 'legal',
      name: 'Legal and Policy',
      lead: 'm06',
      viceLead: null,
      members: ['m07', 'm08', 'm09'],
      rule: 'FREQ=WEEKLY;INTERVAL=6;BYDAY=MO',
      cadence: 'every 6 weeks',
    });
    expect(file.series[0]).toEqual({
      id: 'full',
      name: 'Full Task Force',
      rrule: 'FREQ=MONTHLY;BYDAY=2WE',
      dtstart: '2026-12-09T10:00:00',
      zone: 'America/New_York',
      durationMinutes: 90,
      facilitators: ['m01', 'm13', 'm02'],
      noteTakers: ['m22', 'm19', 'm21'],
      location: '',
      timeline: {
        callDaysBefore: 14,
        callAt: '09:00',
        topicsCloseWorkingDaysBefore: 4,
        topicsCloseAt: '12:00',
        draftWorkingDaysBefore: 4,
        draftAt: '13:00',
        publishHoursBefore: 48,
      },
    });
    expect(file.holidays.filter(({ agency }) => agency !== null)).toEqual([
      { date: '2027-03-09', name: 'School spring recess', agency: 'lusd' },
    ]);
  });
});

describe('leave and reminder rules', () => {
  const { file } = fromText();

  it('keep who is away and who stands in, and no reason', () => {
    expect(file.leaves).toEqual([
      { member: 'm06', first: '2027-02-04', last: '2027-02-09', delegate: 'm07' },
      { member: 'm16', first: '2027-02-15', last: '2027-02-22', delegate: null },
      { member: 'm14', first: '2027-02-06', last: '2027-02-14', delegate: null },
    ]);
  });

  it('keep when to remind', () => {
    const zone = 'America/New_York';
    expect(file.rules).toEqual({
      lastCall: { days: [7], at: '09:30' },
      confidentiality: { days: [1], at: '09:00', zone, holidays: 'next' },
      beforeMeeting: { minutes: 30 },
      reportBack: { days: [14, 7, 2], at: '09:00' },
      feedback: { minutesAfter: 15 },
      digest: { days: [5], at: '08:30', zone, holidays: 'previous' },
      acknowledgement: { days: [2], at: '10:00', zone: null, holidays: 'next', most: 3 },
    });
  });

  it('take several weekdays, and what a timeline says where no rule does', () => {
    const { file: other } = good(
      changed({
        'reminderRules[3].cron': '5 9 * * FRI,1,0',
        'reminderRules[1].id': 'r-other',
        'meetingSeries[0].agendaTimeline.lastCallDaysBefore': 5,
      }),
    );
    expect(other.rules.confidentiality).toMatchObject({ days: [1, 5, 7], at: '09:05' });
    expect(other.rules.lastCall).toEqual({ days: [5], at: '09:30' });
  });
});

describe('what is told', () => {
  it('moves the steps of an agenda that are out of order, and keeps the publish time', () => {
    const json = changed({
      'meetingSeries[0].agendaTimeline.draftWorkingDaysBefore': 2,
      'meetingSeries[0].agendaTimeline.topicsCloseWorkingDaysBefore': 1,
      'meetingSeries[0].agendaTimeline.callDaysBefore': 2,
    });
    const { file, told } = good(json);
    expect(file.series[0]?.timeline).toMatchObject({
      callDaysBefore: 6,
      topicsCloseWorkingDaysBefore: 4,
      draftWorkingDaysBefore: 4,
      publishHoursBefore: 48,
    });
    expect(told).toContain(
      "The steps of the agenda in series 'full' were out of order: publishing keeps its time. " +
        'The draft now reaches the chairs 4 working days before the meeting. ' +
        'Topics now close 4 working days before the meeting. ' +
        'The call for topics now goes out 6 days before the meeting.',
    );
  });

  it('asks for a second person who can act', () => {
    expect(tells({ 'members[1].roles': ['member'], 'members[12].roles': ['member'] })).toContain(
      'Only one person can act. Please name a second facilitator, or a co-chair: somebody is away sometimes.',
    );
    expect(tells({ 'members[1].roles': ['member'] })).not.toContainEqual(expect.stringContaining('Only one'));
  });

  it('says when someone who left still has a part', () => {
    expect(tells({ 'meetings[1].facilitator': 'm29', 'subcommittees[0].members[0]': 'm29' })).toEqual([
      'Someone who left still has a part in coming meetings or subcommittees: 2 places. Please name someone else.',
    ]);
    expect(tells({ 'meetings[0].facilitator': 'm29' })).toEqual([]);
  });

  it('tells a personal sector the same way however many there are, and never whose', () => {
    expect(
      tells({ 'members[2].sectorOverride': 'judiciary', 'members[4].sectorVisibility': 'private' }),
    ).toEqual([]);
    const none = changed({
      'members[13].sectorOverride': undefined,
      'members[13].sectorVisibility': undefined,
    });
    expect(good(none).told).not.toContainEqual(expect.stringContaining('personal sector'));
  });
});

describe('a small file', () => {
  const small = {
    schemaVersion: 1,
    taskForce: {
      id: 'rctf',
      name: 'Riverbend County Task Force',
      neutralName: 'Riverbend TF',
      timezone: 'America/Chicago',
      mission: 'We meet, and nobody is forgotten.',
      contactPhone: '(555) 010-0142 ext. 7',
      publicBody: false,
      formed: '2027-01-04',
    },
    agencies: [
      { id: 'rcso', name: 'Riverbend County Sheriff', sector: 'law-enforcement', segmentAccess: ['open'] },
    ],
    members: [
      {
        id: 'f1',
        name: 'Avery Stone',
        agencyId: 'rcso',
        roles: ['facilitator', 'coordinator'],
        timezone: 'America/Chicago',
        platform: 'web',
        status: 'active',
        joined: '2027-01-04',
      },
    ],
  };

  it('is enough', () => {
    const { file, told } = good(small);
    expect(file.members[0]).toMatchObject({
      title: '',
      roles: ['facilitator'],
      hours: null,
      introduceAs: null,
    });
    expect(file).toMatchObject({ series: [], meetings: [], items: [], holidays: [], demoNow: null });
    expect(told).toEqual([
      'Only one person can act. Please name a second facilitator, or a co-chair: somebody is away sometimes.',
      'The hello counts as sent to 1 person; new, and greeted after Start: 0.',
      'Role coordinator became facilitator: 1 person.',
    ]);
  });

  it('fills what a timeline leaves out', () => {
    const meetingSeries = [
      {
        id: 's',
        name: 'Full',
        rrule: 'FREQ=WEEKLY',
        dtstart: '2027-02-03T10:00:00',
        tzid: 'UTC',
        durationMinutes: 60,
        agendaTimeline: { callAt: '08:00' },
      },
    ];
    const { file } = good({ ...small, meetingSeries });
    expect(file.series[0]).toMatchObject({
      facilitators: [],
      timeline: { callAt: '08:00', callDaysBefore: 14 },
    });
  });
});

const GOLDEN = [
  'The hello counts as sent to 28 people; new, and greeted after Start: 1.',
  'Segment case became closed: 10 agencies and 1 agenda item.',
  'Roles coordinator and admin became facilitator: 1 person.',
  'Roles subcommittee-chair, subcommittee-vice-chair and advisor became member (who leads is said by the subcommittees): 9 people.',
  'Role guest-open-segment became guest: 5 people.',
  'Role auditor became records-officer: 1 person.',
  'Platform email became web (until e-mail exists here): 7 people.',
  'Platform slack-guest became slack: 2 people.',
  'Platform teams-guest became teams: 3 people.',
  'Status onboarding became active: 1 person.',
  'Status departed became left: 1 person.',
  'A personal sector was left out: people have no sector here.',
  'Quiet hours replaced the default working hours: 1 person.',
  'Meeting rules of subcommittees are kept as text, and nothing is planned from them: 6.',
  'newTaskForceRule: its day was taken. The rule is ours: at least monthly, for six months.',
  'State solicitation-open became scheduled: 1 meeting.',
  'Rituals, and what comes from a template, became standing items: 9 items.',
  'Kind report-back became report: 5 items.',
  'Items that are done or were carried over are kept as history: 8 items.',
  'Channel names: not taken, channels are linked with a code (2).',
  'acknowledgements: taken (27). The words of the promise are the usual ones; a facilitator can change them.',
  'acknowledgements of the open part: not kept, guests are not asked (2).',
  'actionPlan: taken, goals (7) and tasks (15). What blocks them, and notes, were left out.',
  'Task status at-risk, blocked, not-started, on-track, orphaned and overdue became open (13).',
  'reportBacks: taken (2). Not filed yet, and asked for when it is time: 1. By which door, what was asked with them, and earlier notes were left out.',
  'polls: taken (5). Closed ones have totals alone, in no order.',
  'Polls with too few answers to show: kept without any (1).',
  'Attendance polls became answers about coming to the meeting (14). With regrets, whom they send was left out.',
  "Decisions: not taken as polls (1). Asking members one by one can count as a meeting without notice. You can put them on the agenda as decisions. Not sure? Ask your county's lawyer.",
  '"You said, we did": taken (2).',
  'Leave, with who stands in: taken (3). Kinds, notes and reasonHidden were left out: no reason is kept here.',
  'Reminder rules r-solicit2, r-conf, r-conf-meeting, r-reportback, r-feedback, r-digest and r-ack: taken. Whom they reach, when they stop and how they are worded is our own way.',
  'Reminder rules r-solicit and r-publish: not taken, the timeline of the meeting series says it.',
  'Reminder rule r-mou: not taken yet.',
  'E-mail addresses: kept only to suggest whose a new account is (30).',
  'taskForce (county, values, recordsRetentionDays, platforms): not taken yet.',
  'agencies (level, confidentialityRegimes, platform, mouStatus, note): not taken yet.',
  'members (onboarding, paidPerHour, lowBandwidth, contactRules.noSurpriseMentions): not taken yet.',
  'subcommittees (ownerDM, chatPolicy): not taken yet.',
  'meetingSeries (agendaTimeline.minutesDueDaysAfter): not taken yet.',
  'meetings (attendance, actualStart, actualEnd, note): not taken yet.',
  'agendaItems (source, outcome, actualMinutes, trainingId, carriedTo, carryCount, decisionNote, chatPolicy): not taken yet.',
  'sectors: not taken yet (20).',
  'mous: not taken yet (22).',
  'trainings: not taken yet (4).',
];
