import { buttons, facts, press, type Button, type Card } from '../../kernel/card.ts';
import { plain, rich, time } from '../../kernel/rich.ts';
import type { Meeting } from './model.ts';
import type { AttendanceAnswer } from './table.ts';

/** The three answers, the same on every card about a meeting. */
export function attendanceButtons(meeting: string): readonly Button[] {
  const answer = (label: string, value: AttendanceAnswer, tone?: 'main') =>
    press(label, 'meetings.answer', { meeting, answer: value }, tone);
  return [
    answer('I will be there', 'in person', 'main'),
    answer('By video or phone', 'remote'),
    answer('Regrets', 'regrets'),
  ];
}

const ANSWER_WORDS: Readonly<Record<AttendanceAnswer, string>> = {
  'in person': 'You will be there.',
  remote: 'By video or phone.',
  regrets: 'You sent regrets.',
};

export function nextMeetingCard(meeting: Meeting, answer: AttendanceAnswer | undefined): Card {
  return {
    title: rich`Next meeting, ${time(meeting.startsAt, 'date')}`,
    notice: 'Your next meeting',
    blocks: [
      facts([
        { label: 'When', value: [time(meeting.startsAt, 'moment', meeting.endsAt)] },
        ...(meeting.location === '' ? [] : [{ label: 'Where', value: [plain(meeting.location)] }]),
        { label: 'Your answer', value: [plain(answer ? ANSWER_WORDS[answer] : 'We have not heard yet.')] },
      ]),
      buttons(...attendanceButtons(meeting.id)),
    ],
  };
}
