import { LogLevel, type Logger } from '@slack/logger';
import type { Log } from './config.ts';

/** Bolt's messages can repeat what they failed on, a person's words included, so only that there was one is logged. */
export function boltLog(log: Log): Logger {
  const nothing = (): void => {};
  return {
    debug: nothing,
    info: nothing,
    warn: () => log.warn({ platform: 'slack', kind: 'sdk' }, 'The Slack SDK warns; see doctor.'),
    error: () => log.error({ platform: 'slack', kind: 'sdk' }, 'The Slack SDK reports an error.'),
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  };
}
