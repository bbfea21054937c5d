import { NEUTRAL, saysSubject } from '../neutral-name.ts';
import { z } from 'zod';
import {
  date,
  email,
  id,
  issue,
  list,
  MOST_NAME,
  MOST_TITLE,
  phone,
  ref,
  ruleAlone,
  SEGMENTS,
  text,
  time,
  unkept,
  whole,
  zone,
} from './fields.ts';
import { MOST_MISSION } from '../founding-form.ts';

// The task force itself, its agencies, people and subcommittees.

export const taskForce = z
  .strictObject({
    id,
    name: text(MOST_NAME),
    neutralName: text(MOST_NAME).refine((name) => !saysSubject(name), `says what it is about. ${NEUTRAL}`),
    timezone: zone,
    mission: text(MOST_MISSION),
    contactPhone: phone,
    publicBody: z.boolean(),
    formed: date,
    relaunched: date.nullish(),
    county: unkept.optional(),
    values: list(unkept, 50).optional(),
    recordsRetentionDays: whole(0, 36_500).optional(),
    platforms: list(
      z.strictObject({
        kind: z.enum(['slack', 'teams', 'email', 'web']),
        workspace: unkept.optional(),
        tenant: unkept.optional(),
        sender: unkept.optional(),
        hostAgencyId: ref.optional(),
      }),
      20,
    ).optional(),
  })
  .superRefine(({ formed, relaunched }, ctx) => {
    if (relaunched && relaunched < formed) issue(ctx, 'relaunched', 'must not be before formed.');
  });

const PLATFORMS = ['slack', 'teams', 'web', 'email', 'slack-guest', 'teams-guest'] as const;

export const agency = z.strictObject({
  id,
  name: text(MOST_NAME),
  sector: ref,
  segmentAccess: list(z.enum(SEGMENTS), 10).min(1),
  level: unkept.optional(),
  confidentialityRegimes: list(unkept, 50).optional(),
  platform: z.enum(PLATFORMS).optional(),
  contact: ref.nullish(),
  mouStatus: unkept.optional(),
  note: unkept.optional(),
});

const ROLES = [
  'facilitator',
  'co-chair',
  'lead',
  'member',
  'executive',
  'guest',
  'records-officer',
  'coordinator',
  'admin',
  'subcommittee-chair',
  'subcommittee-vice-chair',
  'advisor',
  'guest-open-segment',
  'auditor',
] as const;

export const member = z
  .strictObject({
    id,
    name: text(MOST_NAME),
    title: text(MOST_TITLE).optional(),
    agencyId: ref,
    roles: list(z.enum(ROLES), 20).min(1),
    timezone: zone,
    platform: z.enum(PLATFORMS),
    status: z.enum(['active', 'left', 'onboarding', 'departed']),
    joined: date,
    left: date.nullish(),
    introduceAs: text(MOST_NAME).nullish(),
    contactRules: z
      .strictObject({
        quietHours: z.tuple([time, time]).optional(),
        noSurpriseMentions: z.boolean().optional(),
      })
      .optional(),
    email: email.optional(),
    onboarding: z
      .strictObject({
        successorOf: ref.nullish(),
        packetSent: date.nullish(),
        orientationDone: date.nullish(),
      })
      .optional(),
    paidPerHour: z.number().min(0).max(10_000).optional(),
    lowBandwidth: z.boolean().optional(),
    // Dropped, whatever they hold (product rule 11): not even a message looks inside.
    sectorOverride: z.unknown().optional(),
    sectorVisibility: z.unknown().optional(),
  })
  .superRefine(({ status, joined, left, contactRules }, ctx) => {
    const gone = status === 'left' || status === 'departed';
    if (left && !gone) issue(ctx, 'left', 'only someone whose status is left or departed has a last day.');
    if (left && left < joined) issue(ctx, 'left', 'must not be before joined.');
    const [from, to] = contactRules?.quietHours ?? [];
    if (from !== undefined && from === to) {
      issue(ctx, ['contactRules', 'quietHours'], 'must begin and end at different times.');
    }
  });

export const subcommittee = z.strictObject({
  id,
  name: text(MOST_NAME),
  chair: ref.nullish(),
  viceChair: ref.nullish(),
  members: list(ref, 500),
  rrule: ruleAlone.nullish(),
  cadence: text(MOST_NAME).nullish(),
  ownerDM: z.boolean().optional(),
  chatPolicy: unkept.optional(),
});
