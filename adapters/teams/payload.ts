// What Teams sends, as far as we read it:
// https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
import { z } from 'zod';
import type { Field, FormValues } from '../../src/kernel/card.ts';
import { BUTTON_VALUE } from './limits.ts';

const id = z.string().min(1).max(400);
const short = z.string().max(400);
const account = z.object({
  id,
  name: short.nullish(),
  aadObjectId: short.nullish(),
  tenantId: short.nullish(),
});
export type FromAccount = z.output<typeof account>;

const channelData = z
  .object({
    tenant: z.object({ id: short.nullish() }).nullish(),
    eventType: short.nullish(),
    team: z.object({ id: short.nullish(), name: short.nullish() }).nullish(),
    channel: z.object({ id: short.nullish(), name: short.nullish(), type: short.nullish() }).nullish(),
  })
  .nullish();

/** What every activity must be before the SDK, or anything else of ours, looks at it. */
export const activityBody = z.object({
  type: z.string().min(1).max(100),
  id: short.nullish(),
  /** When it happened, by Teams' clock. */
  timestamp: short.nullish(),
  channelId: z.literal('msteams'),
  serviceUrl: z.string().min(1).max(400),
  /** Nobody, in some updates. */
  from: account.nullish(),
  recipient: account.nullish(),
  conversation: z.object({
    id,
    tenantId: short.nullish(),
    conversationType: short.nullish(),
    name: short.nullish(),
  }),
  replyToId: short.nullish(),
  name: short.nullish(),
  action: short.nullish(),
  text: z.string().nullish(),
  // Read only by those who know what should be in it.
  value: z.unknown().optional(),
  entities: z.array(z.looseObject({ type: short.nullish() })).nullish(),
  channelData,
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
});
export type ActivityBody = z.output<typeof activityBody>;

/** What our own buttons carry, whichever way they come back. */
const pressed = z.looseObject({
  convener: z.enum(['press', 'open', 'submit']),
  t: z.string().min(1).max(BUTTON_VALUE),
});
export type Pressed = z.output<typeof pressed>;

const executed = z.object({ action: z.object({ data: pressed }) });
const inDialog = z.object({ data: pressed });

/** The data of an Action.Execute. */
export const executedData = (value: unknown): Pressed | undefined =>
  executed.safeParse(value).data?.action.data;
/** The data of a press that opens a dialog, or of one in it. */
export const dialogData = (value: unknown): Pressed | undefined => inDialog.safeParse(value).data?.data;
/** The data of an Action.Submit in a message: it arrives as a message that says nothing. */
export const submittedData = (value: unknown): Pressed | undefined => pressed.safeParse(value).data;

/** The name of an input: our own data stands beside it, and several chosen values arrive in one text. */
export const fieldId = (field: Field): string =>
  `${field.kind === 'choice' && field.many ? 'm' : 'f'}.${field.name}`;

/** Fields by their names. Everything comes as text or number; what is empty is left out. */
export function readValues(data: Pressed): FormValues {
  const values: Record<string, string | readonly string[]> = {};
  for (const [key, given] of Object.entries(data)) {
    const [, kind, name] = /^([fm])\.(.+)$/s.exec(key) ?? [];
    if (name === undefined || (typeof given !== 'string' && typeof given !== 'number')) continue;
    const typed = String(given).replaceAll('\r\n', '\n');
    if (typed === '') continue;
    Object.defineProperty(values, name, {
      value: kind === 'm' ? typed.split(',') : typed,
      enumerable: true,
    });
  }
  return values;
}
