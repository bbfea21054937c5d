import { isChair, type Person } from '../../kernel/access.ts';
import {
  buttons,
  facts,
  formButton,
  list,
  press,
  text,
  type Block,
  type Button,
  type Card,
  type FactRow,
} from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { bold, mention, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import type { Meeting } from './model.ts';
import { offBlocks } from './off.ts';
import type { AttendanceAnswer } from './table.ts';

/** What shows how many come, and asks whether someone does: brought up to date with each answer. */
export const attendanceKey = (meeting: string): string => `attendance:${meeting}`;

/** The three answers, the same on every card about a meeting that has not begun. */
export function attendanceButtons(meeting: string): readonly Button[] {
  const answer = (label: string, value: AttendanceAnswer, tone?: 'main') =>
    press(label, 'meetings.answer', { meeting, answer: value }, tone);
  return [
    answer('I will be there', 'in person', 'main'),
    answer('By video or phone', 'remote'),
    answer('Regrets', 'regrets'),
  ];
}

/** Opens the card of all meetings. */
export const otherMeetings: Button = press('Other meetings', 'meetings.show', {}, 'quiet');

const ANSWER_WORDS: Readonly<Record<AttendanceAnswer, string>> = {
  'in person': 'You will be there.',
  remote: 'By video or phone.',
  regrets: 'You sent regrets.',
};

export type Answers = ReadonlyMap<MemberId, AttendanceAnswer>;

/** Who comes, and who was named in whose place. */
export interface Coming {
  readonly answers: Answers;
  readonly instead: ReadonlyMap<MemberId, MemberId>;
}

/** "Priya Shah (Tomas Reyes comes instead)". */
function withInstead(member: MemberId, { answers, instead }: Coming): Rich {
  const named = instead.get(member);
  if (!named) return [mention(member)];
  const said = answers.get(named);
  switch (said) {
    case 'in person':
    case 'remote':
      return rich`${mention(member)} (${mention(named)} comes instead)`;
    case 'regrets':
      return rich`${mention(member)} (named ${mention(named)}, who cannot come)`;
    case undefined:
      return rich`${mention(member)} (named ${mention(named)})`;
    default:
      return said satisfies never;
  }
}

/** Who said what, by name; of those who said nothing only how many, while they still may (product rule 8). For chairs. */
function whoComes(people: readonly Person[], coming: Coming, over: boolean): readonly FactRow[] {
  const { answers } = coming;
  const row = (label: string, answer: AttendanceAnswer): FactRow => {
    const who = people.filter((person) => answers.get(person.member) === answer);
    const names: Rich = who.flatMap(({ member }, index) =>
      index === 0 ? withInstead(member, coming) : [plain(', '), ...withInstead(member, coming)],
    );
    return { label: `${label} (${who.length})`, value: who.length > 0 ? names : [plain('nobody')] };
  };
  const silent = people.filter((person) => !answers.has(person.member)).length;
  return [
    row('In the room', 'in person'),
    row('By video or phone', 'remote'),
    row('Regrets', 'regrets'),
    ...(over
      ? []
      : [{ label: 'We have not heard yet', value: [plain(silent === 1 ? '1 person' : `${silent} people`)] }]),
  ];
}

/** The same on the page of an agenda; it is what people said, not who was there. */
export const whoComesBlocks = (
  people: readonly Person[],
  coming: Coming,
  over: boolean,
): readonly Block[] => [
  text([bold(over ? 'What people said before' : 'What people said about coming')]),
  facts(whoComes(people, coming, over)),
];

// The agenda is a feature above this one: its button is known here by name alone.
const seeAgenda = ({ id }: Meeting): Button => press('See the agenda', 'agenda.open', { meeting: id });

/** What a chair may do with a meeting that has not begun. */
const chairButtons = ({ id: meeting, startsAt }: Meeting, { actor, now }: MeetingsFacts): readonly Button[] =>
  !isChair(actor.roles) || startsAt <= now
    ? []
    : [
        formButton('Move it', 'meetings.move', { meeting }),
        formButton('Cancel it', 'meetings.cancel', { meeting }, 'grave'),
      ];

// So is the calendar.
const ownCalendar: Button = press('Put them in my calendar', 'calendar.show', {}, 'quiet');

const meetingRows = (meetings: readonly Meeting[], heading: Rich, of: MeetingsFacts): readonly Block[] =>
  meetings.length === 0
    ? []
    : [
        list(
          meetings.map((meeting) => ({
            label: '',
            text: [time(meeting.startsAt, 'moment', meeting.endsAt)],
            ...(meeting.location === '' ? {} : { detail: [plain(meeting.location)] }),
            buttons: [seeAgenda(meeting), ...chairButtons(meeting, of)],
          })),
          heading,
        ),
      ];

export interface MeetingsFacts {
  readonly taskForce: TaskForce;
  readonly actor: Person;
  readonly now: Date;
  /** Not over yet, soonest first. */
  readonly coming: readonly Meeting[];
  /** Over, the latest first. */
  readonly past: readonly Meeting[];
  /** Everyone who may come, and what they said of the next meeting. */
  readonly people: readonly Person[];
  readonly said: Coming;
}

const ownRows = (next: Meeting, answer: AttendanceAnswer | undefined): readonly FactRow[] => [
  { label: 'When', value: [time(next.startsAt, 'moment', next.endsAt)] },
  ...(next.location === '' ? [] : [{ label: 'Where', value: [plain(next.location)] }]),
  { label: 'Your answer', value: [plain(answer ? ANSWER_WORDS[answer] : 'We have not heard yet.')] },
];

/** The next meeting as one person's page has it. */
export const ownNextMeeting = (
  next: Meeting,
  answer: AttendanceAnswer | undefined,
  now: Date,
): readonly Block[] => [
  facts(ownRows(next, answer)),
  ...(next.startsAt <= now ? [] : [buttons(...attendanceButtons(next.id))]),
];

function nextBlocks(next: Meeting, of: MeetingsFacts): readonly Block[] {
  const { actor, people, said, now } = of;
  const answer = said.answers.get(actor.member);
  const begun = next.startsAt <= now;
  return [
    facts([...ownRows(next, answer), ...(isChair(actor.roles) ? whoComes(people, said, false) : [])]),
    buttons(...(begun ? [] : attendanceButtons(next.id)), seeAgenda(next), ...chairButtons(next, of)),
  ];
}

export function titleOf(next: Meeting | undefined, now: Date): Rich {
  if (!next) return rich`No meeting is planned yet`;
  const what = next.startsAt <= now ? 'Under way' : 'Next meeting';
  return rich`${what}, ${time(next.startsAt, 'date')}`;
}

/** For chairs, also where no meeting is planned. */
export const planMeetings: Button = formButton('Plan meetings', 'meetings.new', {});

// So are the settings.
const settings: Button = press('Settings', 'setup.settings', {}, 'quiet');

function below({ coming, actor }: MeetingsFacts): readonly Block[] {
  const ways = [
    ...(coming.length > 0 ? [ownCalendar] : []),
    ...(isChair(actor.roles) ? [planMeetings, settings] : []),
  ];
  return ways.length > 0 ? [buttons(...ways)] : [];
}

/** The next meeting, and the way to all others. */
export function meetingsCard(of: MeetingsFacts): Card {
  const [next, ...coming] = of.coming;
  return {
    title: titleOf(next, of.now),
    notice: 'Your next meeting',
    blocks: [
      ...offBlocks(of.taskForce, of.actor.roles),
      ...(next ? nextBlocks(next, of) : []),
      ...meetingRows(coming, rich`Coming up`, of),
      ...below(of),
      ...meetingRows(of.past, rich`Past`, of),
    ],
  };
}
