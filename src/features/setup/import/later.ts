import { z } from 'zod';
import { date, id, list, ref, unkept, whole } from './fields.ts';

// Sections whose feature does not exist yet. They are read and checked, so that a file that is taken today is
// sound on the day they are taken too; nothing of them is stored, so no text here passes the guard.

const count = whole(0, 1_000_000);

const sectors = list(z.strictObject({ id, label: unkept }));

const mous = list(
  z.strictObject({
    agencyId: ref,
    kind: unkept,
    version: unkept,
    status: unkept,
    signedOn: date.nullish(),
    issuedOn: date.nullish(),
    sentOn: date.nullish(),
    lastNudge: date.nullish(),
    reviewBy: date.nullish(),
    rolesDefined: z.boolean().optional(),
    responsePlan: unkept.optional(),
    concerns: list(
      z.strictObject({
        clause: unkept,
        text: unkept,
        proposedRevision: unkept.optional(),
        status: unkept.optional(),
      }),
    ).optional(),
  }),
);

const trainings = list(
  z.strictObject({
    id,
    title: unkept,
    trainer: ref.nullish(),
    minutes: whole(0, 480).nullish(),
    meetingId: ref.nullish(),
    audience: count.optional(),
    usefulYes: count.optional(),
    usefulNo: count.optional(),
    status: unkept.optional(),
  }),
);

export const LATER = {
  sectors: sectors.default([]),
  mous: mous.default([]),
  trainings: trainings.default([]),
};
