import {
  buttons,
  facts,
  formButton,
  text,
  type Block,
  type Card,
  type FactRow,
} from '../../../kernel/card.ts';
import { bold, plain, rich, time, type Rich } from '../../../kernel/rich.ts';
import type { TaskForce } from '../../../kernel/task-force.ts';
import { SERIES_FORM, type Deadlines, type Meeting, type Series } from '../../meetings/index.ts';

export const ABOUT_FORM = 'setup.about';

/** A series that still meets, with its next meeting and when its steps fall. */
export interface ComingSeries {
  readonly series: Series;
  readonly next: Meeting;
  readonly deadlines: Deadlines;
}

const row = (label: string, value: Rich): FactRow => ({ label, value });
const orNone = (value: string): Rich => [plain(value === '' ? 'not said' : value)];

const aboutRows = (taskForce: TaskForce): readonly FactRow[] => [
  row('Name', [plain(taskForce.name)]),
  row('Neutral name', [plain(taskForce.neutralName)]),
  row('Phone', orNone(taskForce.contactPhone)),
  row('Time zone', [plain(taskForce.zone)]),
  row('Mission', orNone(taskForce.mission)),
  row('Public body', [plain(taskForce.publicBody ? 'yes, or not sure' : 'no')]),
];

const seriesBlocks = ({ series, next, deadlines }: ComingSeries): readonly Block[] => [
  text([bold(series.name), plain('. Next: '), time(next.startsAt, 'moment', next.endsAt), plain('.')]),
  facts([
    row('Usual place', orNone(series.location)),
    row('Topics are asked for', [time(deadlines.callAt)]),
    row('Topics close', [time(deadlines.topicsCloseAt)]),
    row('Draft to the chairs', [time(deadlines.draftAt)]),
    row('The agenda goes out', [time(deadlines.publishAt)]),
  ]),
  buttons(formButton('Change place and times', SERIES_FORM, { series: series.id })),
];

/** What a chair may set, as it is. */
export const settingsCard = (taskForce: TaskForce, coming: readonly ComingSeries[]): Card => ({
  title: rich`Settings`,
  notice: 'Settings',
  blocks: [
    facts(aboutRows(taskForce)),
    buttons(formButton('Change names and zone', ABOUT_FORM, {})),
    ...coming.flatMap(seriesBlocks),
  ],
});
