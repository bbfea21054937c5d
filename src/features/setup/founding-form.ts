import { z } from 'zod';
import type { Field, Form, FormValues, Value } from '../../kernel/card.ts';
import { check, type Checked } from '../../guard/index.ts';
import type { Place } from '../../kernel/platform.ts';
import { oneLine } from '../../kernel/one-line.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { MOST_PLACE, placeValue } from '../meetings/index.ts';
import { NEUTRAL, saysSubject } from './neutral-name.ts';
import { isLocalDate, isLocalTime, isTimeZone, spelledZone } from '../../schedule/recurrence.ts';

export const FOUNDING_FORM = 'setup.begin';

const HOW_OFTEN = ['monthly', 'two-weekly', 'weekly', 'once'] as const;
export type HowOften = (typeof HOW_OFTEN)[number];

const OFTEN_WORDS: Readonly<Record<HowOften, string>> = {
  monthly: 'Every month, on the same weekday (the second Wednesday, say)',
  'two-weekly': 'Every two weeks',
  weekly: 'Every week',
  once: 'Only this once',
};

/** What a form starts with; the asker's own zone if the platform tells it. */
export const firstValues = (zone: string | undefined): FormValues => ({
  zone: zone ?? '',
  repeats: 'monthly',
  minutes: '90',
  publicBody: 'yes',
});

const ABOUT: readonly Field[] = [
  { kind: 'text', name: 'name', label: 'Name of the task force', max: 140, required: true },
  {
    kind: 'text',
    name: 'neutralName',
    label: 'Neutral name',
    hint: 'The only name that lock screens and calendars show. Leave out what it is about, like "County TF".',
    max: 40,
    required: true,
  },
  { kind: 'text', name: 'agency', label: 'Your agency', max: 120, required: true },
  {
    kind: 'text',
    name: 'phone',
    label: 'A phone number people may call',
    hint: 'Shown where someone may doubt that Convener is real. An office line is best.',
    max: 32,
  },
  {
    kind: 'text',
    name: 'zone',
    label: 'Time zone',
    hint: 'A place, like America/New_York.',
    max: 64,
    required: true,
  },
  { kind: 'date', name: 'date', label: 'First meeting', required: true },
  { kind: 'time', name: 'time', label: 'It begins at', required: true },
  {
    kind: 'choice',
    name: 'repeats',
    label: 'How often do you meet?',
    options: HOW_OFTEN.map((value) => ({ value, label: OFTEN_WORDS[value] })),
    required: true,
  },
  { kind: 'number', name: 'minutes', label: 'Minutes', min: 15, max: 480, required: true },
  {
    kind: 'text',
    name: 'place',
    label: 'Where do you usually meet?',
    hint: 'An office or a public place. You can leave this empty.',
    max: MOST_PLACE,
  },
  {
    kind: 'choice',
    name: 'publicBody',
    label: 'Is it a public body?',
    hint: 'If you are not sure, choose yes and ask your lawyer: decisions then stay in meetings.',
    options: [
      { value: 'yes', label: 'Yes, or not sure' },
      { value: 'no', label: 'No' },
    ],
    required: true,
  },
];

const LATER: readonly string[] = ['name', 'neutralName', 'phone', 'zone', 'publicBody'];

/** What of it can be changed in the settings. */
export const aboutFields: readonly Field[] = ABOUT.filter(({ name }) => LATER.includes(name));

export const MOST_MISSION = 500;

const SECOND: Field = {
  kind: 'person',
  name: 'second',
  label: 'A second person who can act',
  hint: 'A co-chair, for when you are away.',
  required: true,
};

const FORM = {
  form: FOUNDING_FORM,
  title: 'Set up Convener',
  intro: rich`Nothing is sent until you type ${typed('start')}. All of it can be changed later: ${typed('settings')}.`,
  submit: 'Set up',
} as const;

/** A form has no channel of its own where it is sent from: its signed context remembers it. */
export function foundingForm({ platform, tenant, place }: Place, values: FormValues): Form {
  return {
    ...FORM,
    fields: [...ABOUT, SECOND],
    context: { platform, tenant, place },
    values,
  };
}

/** Where there are no accounts to choose from: names, and the agency of either. */
export function webFoundingForm(context: Value, values: FormValues): Form {
  const named = (name: string, label: string, hint: string): Field => ({
    kind: 'text',
    name,
    label,
    ...(hint === '' ? {} : { hint }),
    max: 80,
    required: true,
  });
  return {
    ...FORM,
    fields: [
      named('founder', 'Your name', 'You become its facilitator.'),
      ...ABOUT,
      named('second', SECOND.label, 'Their name. A co-chair, for when you are away.'),
      {
        kind: 'text',
        name: 'secondAgency',
        label: 'Their agency',
        hint: 'If it is another one than yours.',
        max: 120,
      },
    ],
    context,
    values,
  };
}

const POINTS = 'This may point to a person. Please write it in another way.';

/** One line that the guard let pass. */
const words = (max: number) =>
  oneLine(max, {
    missing: 'Please fill this in.',
    short: 'Please write at least 3 characters.',
    long: `At most ${max} characters, please.`,
    hidden: 'Please use one line of plain characters.',
  }).transform((typed, ctx): Checked => {
    const verdict = check(typed);
    if (verdict.state === 'clean') return verdict.text;
    ctx.addIssue({ code: 'custom', message: POINTS });
    return z.NEVER;
  });

const PHONE = 'A phone number, please, like 555-0100.';
const isPhone = (typed: string): boolean =>
  /^[+(]?\d[\d ().+/-]{1,30}(?: ?(?:x|ext\.?) ?\d{1,6})?$/.test(typed) &&
  check(typed, { declaredPublic: true }).state === 'clean';

/** What a founder said. Dates are YYYY-MM-DD, times HH:MM on the wall clock of `zone`. */
export const foundingValues = z.object({
  name: words(140),
  neutralName: words(40).refine((name) => !saysSubject(name), NEUTRAL),
  agency: words(120),
  phone: z
    .string(PHONE)
    .trim()
    // A number that people may call is public by itself; other numbers are no less a hit for standing here.
    .refine((typed) => typed === '' || isPhone(typed), PHONE)
    .default(''),
  zone: z
    .string('Please fill this in.')
    .trim()
    .refine(isTimeZone, 'That is no time zone known here. Use a place, like America/New_York.')
    .transform(spelledZone),
  date: z.string('Please choose a day.').refine(isLocalDate, 'Please choose a day.'),
  time: z.string('Please choose a time.').refine(isLocalTime, 'Please choose a time.'),
  repeats: z.enum(HOW_OFTEN, 'Please choose how often.'),
  minutes: z.coerce
    .number('A number, please, like 90.')
    .int('Whole minutes, please.')
    .min(15, 'At least 15.')
    .max(480, 'At most 480.'),
  place: placeValue,
  publicBody: z.enum(['yes', 'no'], 'Please choose.').transform((said) => said === 'yes'),
});
const mission = z
  .string()
  .max(MOST_MISSION, `At most ${MOST_MISSION} characters, please.`)
  .default('')
  .transform((typed, ctx): Checked => {
    const verdict = check(typed.replace(/\s+/gu, ' ').trim());
    if (verdict.state === 'clean') return verdict.text;
    ctx.addIssue({ code: 'custom', message: POINTS });
    return z.NEVER;
  });

export const aboutValues = foundingValues
  .pick({ name: true, neutralName: true, phone: true, zone: true, publicBody: true })
  .extend({ mission });
export type FoundingValues = z.output<typeof foundingValues>;

export const webFoundingValues = foundingValues.extend({
  founder: words(80),
  second: words(80),
  secondAgency: z.union([z.literal('').transform(() => undefined), words(120)]).optional(),
});
export type WebFoundingValues = z.output<typeof webFoundingValues>;
