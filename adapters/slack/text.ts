import type { PlainTextElement } from '@slack/types';
import { clean, cut as cutLetters } from '../../src/kernel/letters.ts';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' } as const;

/** For text that Slack parses (https://docs.slack.dev/messaging/formatting-message-text): nothing in it is markup then. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ENTITIES[sign as keyof typeof ENTITIES]);

/** Slack sends what a person typed in a command with entities; once, so that a typed "&amp;lt;" stays what it was. */
export const unescapeText = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name: 'amp' | 'lt' | 'gt') => ({ amp: '&', lt: '<', gt: '>' })[name]);

/** Slack may count an escaped sign as its entity, so we do. */
export const lengthOf = (text: string): number => escapeText(text).length;

/** At most `max` characters as Slack counts them. */
export const cut = (text: string, max: number): string => cutLetters(text, max, lengthOf);

/** Never parsed for markup, mentions or emoji names; never empty, which Slack refuses. */
export const plainElement = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(clean(text).trim() || '…', max),
  emoji: false,
});
