import { afterEach, beforeEach } from 'vitest';
import type { Intent } from '../../../src/kernel/intent.ts';
import type { Answer } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL } from './cards.ts';
import { startWeb, type Web } from './client.ts';
import { PEOPLE, wordsFor } from './fake-host.ts';

type Reply = Answer['reply'];

/** Pia at her messages, where one call for topics stands; and what the core was asked to do. */
export interface Desk {
  web: Web;
  /** What everything is answered with; pages to look at stay what they are. */
  answerTo(reply: Reply): void;
  /** Intents other than commands. */
  did(): readonly Intent[];
  deliveries(): readonly string[];
}

export const NOTE: Extract<Reply, { kind: 'note' }> = {
  kind: 'note',
  text: rich`Saved. 12 minutes are free.`,
};

/** A desk for each test of a file. */
export function deskForEach(): Desk {
  const handled = () => desk.web.host.handled.filter(({ intent }) => intent.kind !== 'command');
  const desk: Desk = {
    web: undefined as never,
    answerTo(reply) {
      desk.web.host.answer = (intent) =>
        intent.kind === 'command' && intent.text.startsWith('agenda') && reply.kind === 'note'
          ? { kind: 'card', card: AGENDA }
          : reply;
    },
    did: () => handled().map(({ intent }) => intent),
    deliveries: () => handled().map(({ envelope }) => envelope.deliveryId),
  };
  beforeEach(async () => {
    desk.web = await startWeb();
    await desk.web.signIn('m20');
    const shownAt = new Date('2027-01-27T14:00:00Z');
    const call = { key: 'call', ref: 'r', card: CALL, words: wordsFor(PEOPLE), shownAt, editedAt: null };
    desk.web.host.messages.set('direct:m20', [call]);
  });
  afterEach(() => desk.web.stop());
  return desk;
}
