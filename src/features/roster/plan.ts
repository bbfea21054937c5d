import type { Cue } from '../../kernel/feature.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import { nextWorkingMoment } from '../../schedule/working-days.ts';
import { DEFAULT_HOURS, type Member } from './model.ts';

const DAYS_TO_GREET = 60;

/** One hello for each person who had none: at their first working moment since Start, or since they joined. Pure. */
export function planHellos(ungreeted: readonly Member[], startedAt: Date): readonly Cue[] {
  return ungreeted.map((member) => {
    const hours = member.hours ?? DEFAULT_HOURS;
    const joined = instantAt(member.joined, hours.from, member.zone);
    const dueAt = nextWorkingMoment(joined > startedAt ? joined : startedAt, { tzid: member.zone, ...hours });
    const until = new Date(dueAt.getTime() + DAYS_TO_GREET * 86_400_000);
    return {
      key: `hello:${member.id}`,
      kind: 'roster.hello',
      subject: member.id,
      dueAt,
      until,
      what: 'Hello to a new person',
    };
  });
}
