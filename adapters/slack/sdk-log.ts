import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from '../../src/kernel/log.ts';

/** The first words of what the SDK says; what may follow (a body, a value) never reaches the log. */
const headOf = ([first]: readonly unknown[]): string =>
  typeof first === 'string' ? (/^[\w '().-]{1,80}/.exec(first)?.[0] ?? 'a warning') : 'an error';

const errorIn = (said: readonly unknown[]): object => {
  const error = said.find((each) => each instanceof Error);
  return error ? { error } : {};
};

/** Which part of what we sent Slack did not like: names and numbers of blocks and fields, nothing of what they say. */
const POINTER = /\[json-pointer:((?:\/[\w-]{1,40}){1,20})\]/;
const pointerIn = ([first]: readonly unknown[]): object => {
  const pointer = typeof first === 'string' ? POINTER.exec(first)?.[1] : undefined;
  return pointer === undefined ? {} : { reason: pointer };
};

const fieldsOf = (said: readonly unknown[]): object => ({
  platform: 'slack',
  ...errorIn(said),
  ...pointerIn(said),
});

/** The SDK's own log, in ours. */
export function sdkLog(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn(fieldsOf(said), `Slack's SDK: ${headOf(said)}`),
    error: (...said) => log.warn(fieldsOf(said), `Slack's SDK: ${headOf(said)}`),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
