import { expect, it } from 'vitest';
import { authorizeFrom } from '../../../adapters/slack/bolt.ts';
import { sdkLog } from '../../../adapters/slack/sdk-log.ts';

it('gets no token of ours to keep a client for', async () => {
  const installed = { tenant: 'T1', token: 'xoxb-1', botUser: 'U1', botId: 'B1' };
  const installations = { only: async () => undefined, find: async () => installed };
  const authorize = authorizeFrom({ installations: installations as never });
  const given = await authorize({ teamId: 'T1', enterpriseId: undefined, isEnterpriseInstall: false });
  expect(given).toEqual({ botUserId: 'U1', botId: 'B1', teamId: 'T1' });
});

it('says in our log which part Slack did not like, and nothing of what it says', () => {
  const lines: unknown[] = [];
  const say = (fields: object, message: string): void => void lines.push({ fields, message });
  const log = sdkLog({ info: say, warn: say, error: say });
  log.error('must be less than 76 characters [json-pointer:/blocks/3/elements/0/text/text]');
  log.error('bad value "Ana" [json-pointer:/blocks/Ana Ortiz is here]');
  expect(lines).toMatchObject([
    { fields: { platform: 'slack', reason: '/blocks/3/elements/0/text/text' } },
    { fields: { platform: 'slack' } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('Ana');
});
