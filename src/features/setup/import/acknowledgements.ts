import { z } from 'zod';
import { stored } from '../../../guard/index.ts';
import { firstOfYear, USUAL_PROMISE } from '../../confidentiality/index.ts';
import { date, instant, ref, text, whole } from './fields.ts';
import type { TaskForceFile } from './file.ts';

// Who has read which version of the promise. Its words are not in the file: a version begins with the usual ones.

const MOST_VERSION = 64;

export const acknowledgement = z
  .strictObject({
    memberId: ref,
    version: text(MOST_VERSION),
    status: z.enum(['acknowledged', 'pending']),
    at: instant.nullish(),
    expires: date.nullish(),
    remindersSent: whole(0, 100).optional(),
  })
  .superRefine(({ status, at }, ctx) => {
    if (status === 'acknowledged' && !at)
      ctx.addIssue({ code: 'custom', path: ['at'], message: 'is missing: when did they press?' });
  });

/** What guests of the open part signed is no promise of ours. */
const OPEN_PART = 'open-segment-';
const PREFIX = 'confidentiality-';

type Row = TaskForceFile['acknowledgements'][number];

export const isOfOpenPart = ({ version }: Row): boolean => version.startsWith(OPEN_PART);
const versionOf = ({ version }: Row): string =>
  version.startsWith(PREFIX) ? version.slice(PREFIX.length) : version;

export interface ImportedPromise {
  readonly version: string;
  readonly text: ReturnType<typeof stored>;
  readonly lastsUntil: string;
  readonly issuedAt: Date | null;
}

export interface ImportedAcknowledgement {
  readonly member: string;
  readonly version: string;
  readonly state: 'asked' | 'acknowledged';
  readonly asked: number;
  readonly acknowledgedAt: Date | null;
  readonly until: string | null;
}

export const acknowledgementsOf = ({ acknowledgements }: TaskForceFile): readonly ImportedAcknowledgement[] =>
  acknowledgements
    .filter((row) => !isOfOpenPart(row))
    .map((row) => {
      const done = row.status === 'acknowledged' && row.at;
      return {
        member: row.memberId,
        version: versionOf(row),
        state: done ? 'acknowledged' : 'asked',
        asked: row.remindersSent ?? 0,
        acknowledgedAt: done ? new Date(done) : null,
        until: done ? (row.expires ?? null) : null,
      };
    });

/** A promise for each version that is named, lasting as long as the longest acknowledgement of it. */
export function promisesOf(rows: readonly ImportedAcknowledgement[]): readonly ImportedPromise[] {
  const versions = [...new Set(rows.map(({ version }) => version))];
  return versions.map((version) => {
    const own = rows.filter((row) => row.version === version);
    const ends = own.flatMap(({ until }) => until ?? []).toSorted();
    const times = own
      .flatMap(({ acknowledgedAt }) => acknowledgedAt ?? [])
      .toSorted((a, b) => Number(a) - Number(b));
    const year = Number(/^\d{4}/.exec(version)?.[0] ?? times[0]?.getUTCFullYear() ?? 0);
    return {
      version,
      text: stored(USUAL_PROMISE),
      lastsUntil: ends.at(-1) ?? firstOfYear(year).lastsUntil,
      issuedAt: times[0] ?? null,
    };
  });
}

/** One sentence for what became of this section. */
export function acknowledgementsTold(file: TaskForceFile): readonly string[] {
  const open = file.acknowledgements.filter(isOfOpenPart).length;
  const kept = file.acknowledgements.length - open;
  return [
    ...(kept > 0
      ? [
          `acknowledgements: taken (${kept}). The words of the promise are the usual ones; a facilitator can change them.`,
        ]
      : []),
    ...(open > 0 ? [`acknowledgements of the open part: not kept, guests are not asked (${open}).`] : []),
  ];
}
