import { briefAt, type Askable } from '../../asks/brief.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { BRIEF, isUntold, windowed, type Asked } from './model.ts';

// Whatever comes late, the handlers look at the time themselves.
const STILL_HELPS = 60 * 86_400_000;

interface BriefsState {
  readonly asks: readonly Asked[];
  readonly people: ReadonlyMap<MemberId, Askable>;
  /** The number of each person's latest brief. */
  readonly last: ReadonlyMap<MemberId, number>;
  readonly now: Date;
}

/** One brief for each person of whom something is asked that they were not told, and the end of each ask. Pure. */
export function planBriefs({ asks, people, last, now }: BriefsState): readonly Cue[] {
  const members = [...new Set(asks.map(({ member }) => member))];
  const briefs = members.flatMap((member): Cue[] => {
    const person = people.get(member);
    const untold = asks.filter((ask) => ask.member === member && isUntold(ask)).map(windowed);
    const brief = person && briefAt(person, untold, now);
    if (!brief) return [];
    const key = `${BRIEF}:${member}:${(last.get(member) ?? 0) + 1}`;
    const until = new Date(brief.at.getTime() + STILL_HELPS);
    return [{ key, kind: BRIEF, subject: member, dueAt: brief.at, until, what: 'A note to one person' }];
  });
  return [...briefs, ...asks.map(endCue)];
}

const endCue = ({ key, member, step, untilAt }: Asked): Cue => ({
  key: `briefs.end:${member}:${key}:${step}`,
  kind: 'briefs.end',
  subject: member,
  dueAt: untilAt,
  until: new Date(untilAt.getTime() + STILL_HELPS),
  what: 'Asking stops',
});
