import {
  buttons,
  formButton,
  list,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
} from '../../kernel/card.ts';
import { bold, mention, plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { Task } from '../subcommittees/index.ts';
import { FILED, LABELS, type Filed, type Report } from './model.ts';

/** The lock screen's text of all three (COPY 9). */
const NOTICE = 'Two taps when you have a moment';

export interface Asking {
  readonly task: Task;
  readonly meeting: string;
  readonly startsAt: Date;
  /** Of the reader. */
  readonly firstName: string;
  /** Whom they stand in for. */
  readonly standsInFor: string | undefined;
}

const TONES: Readonly<Record<Filed, 'main' | undefined>> = {
  'on track': 'main',
  'need help': undefined,
  done: undefined,
};

function threeTaps({ task, meeting }: Asking): Block {
  const value = { task: task.id, meeting };
  const taps = FILED.map((state): Button => {
    const said = { ...value, state };
    return press(LABELS[state], 'report-backs.file', said, TONES[state]);
  });
  return buttons(...taps, formButton('More', 'report-backs.more', value, 'quiet'));
}

const forWhom = (name: string | undefined): Rich | undefined =>
  name === undefined ? undefined : rich`You stand in for ${name}.`;

/** COPY 9a. */
export function firstCard(asking: Asking): Card {
  const { task, startsAt, firstName, standsInFor } = asking;
  return {
    title: rich`Hi ${firstName}.`,
    notice: NOTICE,
    blocks: [
      text(
        sentences(
          forWhom(standsInFor),
          rich`On ${time(startsAt, 'date')} the group would like to hear about ${bold(task.title)}. How is it going? Press one. You can add a line, or change the date.`,
        ),
      ),
      threeTaps(asking),
    ],
  };
}

const ORDINALS = ['first', 'second', 'third', 'fourth'];

interface Again {
  /** Which note it is. */
  readonly n: number;
  /** Until when we wait, and whom we ask then. */
  readonly by: Date | undefined;
  readonly next: string | undefined;
  readonly facilitator: string;
}

/** COPY 9b; the last changes only the number. It says beforehand whom we ask next. */
export function againCard(asking: Asking, { n, by, next, facilitator }: Again): Card {
  const { task, firstName, standsInFor } = asking;
  const help = next === undefined ? '' : `we will ask ${next} to help, and `;
  const when = by ? rich`If we have not heard by ${time(by, 'date')}, ` : rich`If we do not hear, `;
  return {
    title: rich`Hi ${firstName}, a ${ORDINALS[n - 1] ?? 'further'} note on ${bold(task.title)}.`,
    notice: NOTICE,
    blocks: [
      text(
        sentences(
          forWhom(standsInFor),
          rich`"Still going" is a good answer. So is "not moving". Too big, or no longer yours? Say so and ${facilitator} will find a way. ${when}${help}the agenda will say "report to follow".`,
        ),
      ),
      threeTaps(asking),
    ],
  };
}

interface Helping {
  readonly owner: string;
  readonly away: boolean;
  /** They were told that we ask. */
  readonly knows: boolean;
}

/** COPY 9c. What it says of the owner is true: that they know, or that they are away. */
export function helpCard(asking: Asking, { owner, away, knows }: Helping): Card {
  const { task, meeting, startsAt, firstName } = asking;
  const busy = away
    ? rich`${owner} is away.`
    : rich`${owner} may just be busy${knows ? ', and knows we are asking you' : ''}.`;
  const value = { task: task.id, meeting };
  return {
    title: rich`Hi ${firstName}.`,
    notice: NOTICE,
    endsItself: true,
    blocks: [
      text(
        rich`The group hopes to hear about ${bold(task.title)} on ${time(startsAt, 'date')}, and we have not heard yet. ${busy} Could you send one line, or tell us who could? If not, the agenda will say "report to follow", with no name.`,
      ),
      note(rich`We stop asking ${time(startsAt)}.`),
      buttons(
        formButton('Send a line', 'report-backs.line', { task: task.id }, 'main'),
        formButton('Ask someone else', 'report-backs.else', value),
        press('Let it wait', 'report-backs.wait', value),
      ),
    ],
  };
}

export interface DueRow {
  readonly task: Task;
  readonly startsAt: Date;
  readonly report: Report | undefined;
  /** Null while nobody who is here has it. */
  readonly owner: MemberId | null;
}

/** "Wed 10 Feb: on track, entered by Dana". */
function dueDetail({ startsAt, report, owner }: DueRow, withOwner: boolean): Rich {
  const said = report && report.state !== 'none' ? report.state : 'we have not heard yet';
  return [
    ...(withOwner ? [owner ? mention(owner) : bold('Needs a home'), plain(' · ')] : []),
    ...rich`${time(startsAt, 'date')}: ${said}`,
    ...(report?.enteredBy && report.state !== 'none'
      ? [plain(', entered by '), mention(report.enteredBy)]
      : []),
  ];
}

const dueRows = (rows: readonly DueRow[], withOwner: boolean) =>
  rows.map((row) => ({
    label: row.task.id,
    text: [plain(row.task.title)],
    detail: dueDetail(row, withOwner),
    buttons: [formButton(row.report ? 'Change' : 'Report', 'report-backs.line', { task: row.task.id })],
  }));

/** `reportback`: what is hoped for of this person; then what else they may answer for. */
export function dueCard(own: readonly DueRow[], others: readonly DueRow[]): Card {
  return {
    title: rich`Reports`,
    notice: 'Reports',
    blocks: [
      ...(own.length > 0
        ? [list(dueRows(own, false), rich`Yours`)]
        : [text(rich`No report is asked of you now. Nothing to do.`)]),
      ...(others.length > 0 ? [list(dueRows(others, true), rich`You can answer for these, too`)] : []),
    ],
  };
}

/** A person's own tasks on their page, each with what became of its report. */
export function homeBlocks(own: readonly DueRow[]): readonly Block[] {
  return own.length === 0
    ? []
    : [list(dueRows(own, false), rich`Your tasks, and when the group hears of them`)];
}
