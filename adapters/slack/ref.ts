import type { MessageRef } from '../../src/kernel/platform.ts';

/** Where a message stands: Slack names it by its channel and its time. */
export interface Ref {
  readonly channel: string;
  readonly ts: string;
}

const REF = /^([A-Z0-9]{2,32}):(\d+\.\d+)$/;

export const writeRef = ({ channel, ts }: Ref): MessageRef => `${channel}:${ts}`;

export function readRef(ref: MessageRef): Ref | undefined {
  const [, channel, ts] = REF.exec(ref) ?? [];
  return channel !== undefined && ts !== undefined ? { channel, ts } : undefined;
}
