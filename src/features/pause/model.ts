import { localDateOf } from '../../schedule/recurrence.ts';
import { SENDS_NOTHING } from '../../schedule/sends-nothing.ts';

export const isHeld = (kind: string): boolean => !SENDS_NOTHING.has(kind);

/** Something that would have gone out while Convener was paused: of a cue that is due, or a message that waits. */
export interface Held {
  readonly from: 'cue' | 'message';
  readonly key: string;
  /** The cue's kind, or the message's view. */
  readonly kind: string;
  readonly what: string;
  readonly at: Date;
}

/** What is held of one kind on one day: chosen together. */
export interface HeldGroup {
  /** Fits the values that every platform takes. */
  readonly value: string;
  readonly what: string;
  readonly first: Date;
  readonly held: readonly Held[];
}

/** In order of time. `zone` is the task force's. Pure. */
export function groupsOf(held: readonly Held[], zone: string): readonly HeldGroup[] {
  const ordered = held.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const groups = Map.groupBy(ordered, ({ from, kind, at }) => `${from} ${kind} ${localDateOf(at, zone)}`);
  return [...groups].map(([value, own]) => ({ value, what: own[0]!.what, first: own[0]!.at, held: own }));
}

/** What goes and what is left out, by the groups that were picked. Pure. */
export function parted(
  groups: readonly HeldGroup[],
  picked: readonly string[],
): {
  readonly goes: readonly Held[];
  readonly left: readonly Held[];
  readonly leftGroups: readonly HeldGroup[];
} {
  const isPicked = ({ value }: HeldGroup): boolean => picked.includes(value);
  const leftGroups = groups.filter((group) => !isPicked(group));
  return {
    goes: groups.filter(isPicked).flatMap(({ held }) => held),
    left: leftGroups.flatMap(({ held }) => held),
    leftGroups,
  };
}
