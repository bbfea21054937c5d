import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from '../../src/kernel/log.ts';

/** The first words of what the SDK says; what may follow (a body, a value) never reaches the log. */
const headOf = ([first]: readonly unknown[]): string =>
  typeof first === 'string' ? (/^[\w '().-]{1,80}/.exec(first)?.[0] ?? 'a warning') : 'an error';

const errorIn = (said: readonly unknown[]): object => {
  const error = said.find((each) => each instanceof Error);
  return error ? { error } : {};
};

/** The SDK's own log, in ours. */
export function sdkLog(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn({ platform: 'slack', ...errorIn(said) }, `Slack's SDK: ${headOf(said)}`),
    error: (...said) => log.warn({ platform: 'slack', ...errorIn(said) }, `Slack's SDK: ${headOf(said)}`),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
