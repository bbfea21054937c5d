import type { FormValues, Token } from './card.ts';
import type { TaskForceId } from './ids.ts';

/** Where something came from. `deliveryId` is the platform's own id of this delivery: the same one twice has one effect. */
export interface Envelope {
  readonly platform: string;
  readonly tenant: string;
  readonly account: string;
  readonly place?: string;
  readonly taskForce?: TaskForceId;
  readonly deliveryId: string;
  readonly receivedAt: Date;
}

/** A cue as the corridor sees it: what was planned, and for which subject. */
export interface DueCue {
  readonly key: string;
  readonly kind: string;
  readonly subject: string;
}

export type Intent =
  | { readonly kind: 'command'; readonly text: string }
  /**
   * Typed where others can read it: text is no door there (product rule 2), bare commands are. The answer is for its
   * writer alone.
   */
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'press'; readonly token: Token }
  | { readonly kind: 'open'; readonly token: Token }
  | { readonly kind: 'submit'; readonly token: Token; readonly values: FormValues }
  | { readonly kind: 'due'; readonly taskForce: TaskForceId; readonly cue: DueCue };

/** One thing that reached an adapter, made out for the core. */
export interface Received {
  readonly envelope: Envelope;
  readonly intent: Intent;
}
