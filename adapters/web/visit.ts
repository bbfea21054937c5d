import { randomBytes } from 'node:crypto';
import type { Envelope } from '../../src/kernel/intent.ts';
import type { Host } from '../../src/kernel/platform.ts';
import type { Words } from '../../src/kernel/rich.ts';
import { look } from './receive.ts';
import type { Drawing, Hidden } from './render.ts';
import type { Panes } from './panes.ts';
import type { Visitor } from './session.ts';

/** One request of someone who is signed in. */
export interface Visit {
  readonly host: Host;
  readonly publicUrl: string;
  readonly visitor: Visitor;
  /** Made anew for each rendering: what is sent from it is one delivery, however often it arrives. */
  readonly nonce: string;
  readonly panes: Panes;
  /** The machine's time, for what we sign. */
  readonly now: Date;
}

export const newNonce = (): string => randomBytes(16).toString('base64url');

export const hiddenFor = ({ visitor, nonce }: Visit, back: string): Hidden => ({
  csrf: visitor.csrf,
  nonce,
  back,
});

export const drawingFor = (visit: Visit, words: Words, back: string): Drawing => ({
  words,
  publicUrl: visit.publicUrl,
  hidden: hiddenFor(visit, back),
});

export const lookOf = ({ visitor, host }: Visit): Envelope => look(visitor, host.now());
