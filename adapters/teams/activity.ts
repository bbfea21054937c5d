import { attached } from './card-json.ts';
import type { Calls } from './connector.ts';
import type { Message } from './render.ts';

type Outgoing = Parameters<Calls['sendToConversation']>[1];

/** A message is its card; its text would stand beside it, and on lock screens. */
export const activityOf = ({ summary, card }: Message): Outgoing => ({
  type: 'message',
  summary,
  attachments: [attached(card)],
});
