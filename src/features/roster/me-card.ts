import { ROLE_WORDS, type Person } from '../../kernel/access.ts';
import { buttons, facts, formButton, list, note, press, text, type Card } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { mention, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import { farDayText } from '../../kernel/time-text.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import type { LeaveRow } from './leave.ts';
import { platformName } from './link.ts';
import { DEFAULT_HOURS, type Member } from './model.ts';
import { WEB } from './store.ts';

/** A local date as the reader's own day: noon is on it in every zone near theirs. */
export const dayText = (date: string, zone: string): Rich => [time(instantAt(date, '12:00', zone), 'date')];

export const hoursText = ({ hours }: Pick<Member, 'hours'>): string => {
  const { from, to } = hours ?? DEFAULT_HOURS;
  return `Monday to Friday, ${from} to ${to}`;
};

export const mailText = ({ lessMail }: Pick<Member, 'lessMail'>): string =>
  lessMail
    ? 'one note a week at most, and no digest'
    : 'two notes a week at most, and one in a day; news of meetings come besides';

/** "Thu 4 Feb to Tue 9 Feb; Lena Park stands in". */
export function leaveText({ first, last, delegate }: LeaveRow, zone: string): Rich {
  const days =
    first === last ? dayText(first, zone) : rich`${dayText(first, zone)} to ${dayText(last, zone)}`;
  return delegate ? rich`${days}; ${mention(delegate)} stands in` : days;
}

export const standsInText = (ids: readonly MemberId[]): Rich =>
  ids.flatMap((id, index) => (index === 0 ? [mention(id)] : [plain(', '), mention(id)]));

interface MeFacts {
  readonly member: Member;
  /** Where they have an account now. */
  readonly platforms: readonly string[];
  readonly leaves: readonly LeaveRow[];
  /** Others who are away now, and for whom this person stands in. */
  readonly standsIn: readonly MemberId[];
}

/** What they chose counts from the moment on at which we know them there. */
function doorText({ member: { platform }, platforms }: Pick<MeFacts, 'member' | 'platforms'>): Rich {
  const chosen = platformName(platform);
  return platforms.includes(platform)
    ? rich`on ${chosen}`
    : rich`on ${platformName(WEB)}, until your account on ${chosen} is linked`;
}

const timesRows = (of: MeFacts) => [
  { label: 'Your time zone', value: rich`${of.member.zone}` },
  { label: 'We may ask you', value: rich`${hoursText(of.member)}` },
  { label: 'We write to you', value: doorText(of) },
  { label: 'How much', value: rich`${mailText(of.member)}` },
];

/** When and how a person is written to, and how they change it. */
export function meCard(of: MeFacts): Card {
  const { member, leaves, standsIn } = of;
  const rows = leaves.map((leave) => ({
    label: '',
    text: leaveText(leave, member.zone),
    buttons: [press('Take out', 'roster.no-leave', { first: leave.first }, 'quiet')],
  }));
  return {
    title: rich`When and how we write to you`,
    notice: 'Your settings',
    blocks: [
      facts(timesRows(of)),
      ...(rows.length > 0 ? [list(rows, rich`You are away`)] : []),
      ...(standsIn.length > 0 ? [note(rich`You stand in for ${standsInText(standsIn)} now.`)] : []),
      buttons(
        formButton('Change when and how', 'roster.me', {}, 'main'),
        formButton('I am away', 'roster.leave', {}),
        // The calendar is a feature above this one: its button is known here by name alone.
        press('My calendar', 'calendar.show', {}),
        press('What do you know about me?', 'roster.data', {}),
      ),
    ],
  };
}

interface DataFacts extends MeFacts {
  readonly person: Person;
  /** How many things are asked of them now. */
  readonly asked: number;
}

/** "What do you know about me?": everything about the person themselves, and what else is kept of what they do. */
export function dataCard(of: DataFacts): Card {
  const { member, person, leaves, platforms, asked } = of;
  const optional = [
    { label: 'Title', value: member.title as string },
    { label: 'Introduced as', value: member.introduceAs ?? '' },
    {
      label: 'E-mail',
      value: member.email ? `${member.email} (only to suggest whose a new account is)` : '',
    },
  ].filter(({ value }) => value !== '');
  const away = leaves.map((leave) => ({ label: 'Away', value: leaveText(leave, member.zone) }));
  return {
    title: rich`What we know about you`,
    notice: 'What we know about you',
    blocks: [
      facts([
        { label: 'Name', value: rich`${member.name}` },
        ...optional.map(({ label, value }) => ({ label, value: rich`${value}` })),
        { label: 'Agency', value: rich`${person.agencyName}` },
        { label: 'Roles', value: rich`${person.roles.map((role) => ROLE_WORDS[role]).join(', ')}` },
        { label: 'Here since', value: rich`${farDayText(member.joined)}` },
        { label: 'Accounts', value: rich`${platforms.map(platformName).join(', ') || 'none'}` },
        ...timesRows(of),
        ...away,
        { label: 'Asked of you now', value: rich`${asked}` },
      ]),
      text(
        rich`We also keep the topics you add, whether you come to a meeting, and what you answer when we ask, with the dates. We keep no reason for your leave, and nothing of your other messages or files. You have no sector here; agencies do.`,
      ),
      note(rich`Is something wrong? Please tell your facilitator.`),
      buttons(formButton('Change when and how', 'roster.me', {})),
    ],
  };
}
