import type { MessageRef } from '../../src/kernel/platform.ts';

/** Where a message stands: Teams names it by its conversation and its activity. */
export interface Ref {
  readonly conversation: string;
  readonly activity: string;
}

// An id of a conversation has colons and semicolons, never a space.
const REF = /^([^\s]{1,400}) ([^\s]{1,200})$/;

export const writeRef = ({ conversation, activity }: Ref): MessageRef => `${conversation} ${activity}`;

export function readRef(ref: MessageRef): Ref | undefined {
  const [, conversation, activity] = REF.exec(ref) ?? [];
  return conversation !== undefined && activity !== undefined ? { conversation, activity } : undefined;
}
