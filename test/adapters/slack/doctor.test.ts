import { describe, expect, it } from 'vitest';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const wrong = async () => (await stage.platform.doctor()).filter(({ ok }) => !ok);

describe('doctor', () => {
  it('finds nothing to do where all is well', async () => {
    expect(await stage.platform.doctor()).toEqual([
      { what: 'Slack: PUBLIC_URL is an https address (not tried from outside)', ok: true },
      { what: 'Slack: the token for Larkmoor County', ok: true },
      { what: 'Slack: what the app may do in Larkmoor County', ok: true },
      { what: "Slack: this machine's clock", ok: true },
    ]);
  });

  it('names the scopes that are missing', async () => {
    const token = stage.slack.state.tokens.get(stage.config.botToken!)!;
    Object.assign(token, { scopes: ['commands', 'chat:write', 'users:read'] });
    expect(await wrong()).toMatchObject([
      { todo: expect.stringContaining('app_mentions:read, channels:read, groups:read') as string },
    ]);
  });

  it('says what to do about a token that is no good', async () => {
    stage.slack.revoke(stage.team);
    expect(await wrong()).toMatchObject([{ todo: expect.stringContaining('"token_revoked"') as string }]);
  });

  it('says how far the clock is off', async () => {
    stage.slack.skew(-400_000);
    expect(await wrong()).toMatchObject([{ todo: expect.stringMatching(/40\d seconds ahead of/) as string }]);
  });

  it('never throws', async () => {
    stage.slack.fail('auth.test', { kind: 'drop' });
    expect(await wrong()).toMatchObject([{ what: 'Slack: a way from here to Slack' }]);
  });
});
