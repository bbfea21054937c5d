import type { PlainTextElement } from '@slack/types';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' } as const;

/** For text that Slack parses (https://docs.slack.dev/messaging/formatting-message-text): nothing in it is markup then. */
export const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ENTITIES[sign as keyof typeof ENTITIES]);

/** Slack sends what a person typed in a command with entities; once, so that a typed "&amp;lt;" stays what it was. */
export const unescapeText = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name: 'amp' | 'lt' | 'gt') => ({ amp: '&', lt: '<', gt: '>' })[name]);

/** What JSON and Slack can carry: no half characters, none of the invisible control ones but tab and line break. */
export const clean = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');

/** Slack may count an escaped sign as its entity, so we do. */
export const lengthOf = (text: string): number => escapeText(text).length;

/** At most `max` characters, with a "…" where something is left out; a character is never halved. */
export function cut(text: string, max: number): string {
  if (lengthOf(text) <= max) return text;
  let left = max - 1;
  let kept = '';
  for (const letter of text) {
    left -= lengthOf(letter);
    if (left < 0) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** Never parsed for markup, mentions or emoji names; never empty, which Slack refuses. */
export const plainElement = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(clean(text).trim() || '…', max),
  emoji: false,
});
