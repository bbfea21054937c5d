import { z } from 'zod';
import { date, id, instant, list, ref, unkept, whole } from './fields.ts';

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

const question = z.strictObject({
  id,
  text: unkept,
  type: unkept,
  tally: z.union([z.array(count), z.record(z.string(), count)]).optional(),
  answers: list(unkept).optional(),
});

const poll = z
  .strictObject({
    id,
    kind: unkept,
    title: unkept.optional(),
    meetingId: ref.nullish(),
    subcommitteeId: ref.nullish(),
    anonymity: unkept,
    minimumGroup: count.optional(),
    maxVotes: count.optional(),
    opens: instant.nullish(),
    closes: instant.nullish(),
    nonResponderReminderAt: instant.nullish(),
    state: unkept,
    eligible: count.optional(),
    responded: count.optional(),
    questions: list(question).optional(),
    options: list(unkept).optional(),
    ballots: list(z.strictObject({ memberId: ref, choices: z.array(count) })).optional(),
    tally: z.array(count).optional(),
    youSaidWeDid: list(z.strictObject({ said: unkept, did: unkept, meetingId: ref.nullish() })).optional(),
    resultsSuppressed: z.boolean().optional(),
    reason: unkept.optional(),
    blockedReason: unkept.optional(),
  })
  .superRefine(({ opens, closes }, ctx) => {
    if (!opens || !closes || Date.parse(opens) < Date.parse(closes)) return;
    ctx.addIssue({ code: 'custom', path: ['closes'], message: 'must be after opens.' });
  });

export const LATER = {
  sectors: sectors.default([]),
  mous: mous.default([]),
  trainings: trainings.default([]),
  polls: list(poll).default([]),
};
