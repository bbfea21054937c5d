import { z } from 'zod';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import { rich } from '../../kernel/rich.ts';
import { isLocalDate, isLocalTime, isTimeZone, spelledZone } from '../../schedule/recurrence.ts';
import { platformName } from './link.ts';
import { DEFAULT_HOURS, type Member } from './model.ts';

export const zoneValue = z
  .string('Please name a place.')
  .trim()
  .refine(isTimeZone, 'Please name a place, like America/New_York.')
  .transform(spelledZone);

export const hourValue = z
  .string('Please give a time, like 09:00.')
  .trim()
  .refine(isLocalTime, 'Please give a time, like 09:00.');

/** Nobody could be asked anything in hours without length; the whole day would be asked for otherwise. */
export const SAME_HOURS = 'Please give two different times.';

const oneOf = (value: string | readonly string[] | undefined): string => [value ?? ''].flat()[0] ?? '';

export const meValues = z
  .object({
    zone: zoneValue,
    from: hourValue,
    to: hourValue,
    platform: z.string('Please choose.'),
    lessMail: z.union([z.string(), z.array(z.string())]).optional(),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: SAME_HOURS })
  .transform(({ lessMail, ...rest }) => ({ ...rest, lessMail: oneOf(lessMail) === 'yes' }));

export function meForm(member: Member, platforms: readonly string[], values?: FormValues): Form {
  const { from, to } = member.hours ?? DEFAULT_HOURS;
  const fields: readonly Field[] = [
    {
      kind: 'text',
      name: 'zone',
      label: 'Your time zone',
      hint: 'A place, like America/New_York.',
      max: 64,
      required: true,
    },
    { kind: 'time', name: 'from', label: 'We may ask you from', required: true },
    { kind: 'time', name: 'to', label: 'and until', required: true },
    {
      kind: 'choice',
      name: 'platform',
      label: 'Write to me on',
      hint: 'Another one? Type "link me" first.',
      options: platforms.map((value) => ({ value, label: platformName(value) })),
      required: true,
    },
    {
      kind: 'choice',
      name: 'lessMail',
      label: 'Less mail',
      options: [{ value: 'yes', label: 'One note a week at most, and no digest' }],
      many: true,
    },
  ];
  return {
    form: 'roster.me',
    title: 'When and how',
    intro: rich`On Monday to Friday only, never on holidays or while you are away.`,
    fields,
    submit: 'Save',
    context: {},
    values: values ?? {
      zone: member.zone,
      from,
      to,
      platform: platforms.includes(member.platform) ? member.platform : (platforms[0] ?? ''),
      lessMail: member.lessMail ? ['yes'] : [],
    },
  };
}

const day = z
  .string('Please choose a day.')
  .trim()
  .refine(isLocalDate, 'Please give a day, like 2027-02-04.');

/** Dates of the person's own zone. There is no field for why (product rule 8). */
export const leaveValues = (today: string) =>
  z
    .object({
      first: day,
      last: day,
      delegate: z
        .string()
        .trim()
        .transform((id) => (id === '' ? undefined : id))
        .optional(),
    })
    .refine(({ first, last }) => !isLocalDate(first) || !isLocalDate(last) || first <= last, {
      path: ['last'],
      message: 'The last day cannot be before the first.',
    })
    .refine(({ last }) => last >= today, {
      path: ['last'],
      message: 'That is past. Until when are you away?',
    });

interface Choice {
  readonly value: string;
  readonly label: string;
}

export const leaveForm = (people: readonly Choice[], values: FormValues = {}): Form => ({
  form: 'roster.leave',
  title: 'I am away',
  intro: rich`You need not say why. While you are away we ask you nothing; news of meetings still come.`,
  fields: [
    { kind: 'date', name: 'first', label: 'First day away', required: true },
    { kind: 'date', name: 'last', label: 'Last day away', required: true },
    {
      kind: 'choice',
      name: 'delegate',
      label: 'Who stands in for you?',
      hint: 'They may answer and change what is yours, until you are back. You can leave this empty.',
      options: people,
    },
  ],
  submit: 'Save',
  context: {},
  values,
});
