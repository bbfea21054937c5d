import { z } from 'zod';
import type { MessageRef } from '../../src/kernel/platform.ts';

/** Where a message stands: Slack's channel id, also for a direct message, and its time stamp. */
export interface SlackRef {
  readonly channel: string;
  readonly ts: string;
}

const shape = z.tuple([z.string().min(1), z.string().regex(/^\d+\.\d+$/)]);

export const encodeRef = ({ channel, ts }: SlackRef): MessageRef => `${channel}/${ts}`;

/** Undefined for what is none of ours. */
export function decodeRef(ref: MessageRef): SlackRef | undefined {
  const parsed = shape.safeParse(ref.split('/'));
  return parsed.success ? { channel: parsed.data[0], ts: parsed.data[1] } : undefined;
}
