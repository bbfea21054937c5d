// What Slack sends, as far as we read it: https://docs.slack.dev/reference/interaction-payloads
import { z } from 'zod';
import type { FormValues } from '../../src/kernel/card.ts';
import { BUTTON_VALUE, PRIVATE_METADATA } from './limits.ts';

/** The grammar takes 2,000 characters and says so kindly. */
const COMMAND_CHARS = 8000;

const id = z.string().regex(/^[A-Z0-9]{2,40}$/);
const user = z.object({ id, team_id: id.optional() });
const team = z.object({ id }).nullish();

export const commandBody = z.object({
  command: z.string().max(40),
  text: z.string().max(COMMAND_CHARS).default(''),
  team_id: id,
  user_id: id,
  channel_id: id,
  trigger_id: z.string().min(1),
  response_url: z.string(),
});
export type CommandBody = z.output<typeof commandBody>;

const viewIn = z.object({
  id: z.string().min(1),
  hash: z.string().optional(),
  type: z.enum(['modal', 'home']),
});
export const actionBody = z.object({
  user,
  team,
  channel: z.object({ id }).optional(),
  view: viewIn.optional(),
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().max(BUTTON_VALUE).optional() }))
    .min(1),
});
export type ActionBody = z.output<typeof actionBody>;

const chosen = z.object({ value: z.string() }).nullish();
/** What a person put into a field, whatever kind it is; what is empty is null. */
const answer = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_user: id.nullish(),
  selected_option: chosen,
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});
export const submitBody = z.object({
  user,
  team,
  view: z.object({
    id: z.string().min(1),
    private_metadata: z.string().max(PRIVATE_METADATA),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), answer)) }),
  }),
});
export type SubmitBody = z.output<typeof submitBody>;

export interface Filled {
  readonly values: FormValues;
  /** The fields that hold a person: Slack gives the id alone, not where they are at home. */
  readonly people: readonly string[];
}

/** Fields by their names. Numbers come as text; what is empty is left out. */
export function readValues({ view }: SubmitBody): Filled {
  const values: Record<string, string | readonly string[]> = {};
  const people: string[] = [];
  for (const [name, elements] of Object.entries(view.state.values)) {
    const [given] = Object.values(elements);
    if (!given) continue;
    const one =
      given.value ??
      given.selected_date ??
      given.selected_time ??
      given.selected_user ??
      given.selected_option?.value;
    if (given.selected_options) values[name] = given.selected_options.map(({ value }) => value);
    else if (typeof one === 'string') values[name] = one.replaceAll('\r\n', '\n');
    if (given.selected_user) people.push(name);
  }
  return { values, people };
}
