import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runCommand, scratchFolder } from '../support/server.ts';
import { startFakeSlack, type FakeSlack } from '../support/slack/fake-slack.ts';

describe('doctor, before there is any task force', () => {
  const folder = scratchFolder();
  let slack: FakeSlack;
  beforeAll(async () => {
    slack = await startFakeSlack();
  });
  afterAll(async () => {
    await slack.stop();
    folder.remove();
  });

  it('looks at Slack as soon as it is configured', async () => {
    const env = {
      CONVENER_DATA_DIR: folder.path,
      PORT: String(await freePort()),
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'https://convener.example',
      SLACK_BOT_TOKEN: slack.install(slack.addTeam()).token,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    };
    const { code, output } = await runCommand(['doctor'], env);
    expect(output.split('\n').slice(1)).toEqual([
      'ok    Slack: PUBLIC_URL is an https address (not tried from outside)',
      'ok    Slack: the token for Larkmoor County',
      'ok    Slack: what the app may do in Larkmoor County',
      "ok    Slack: this machine's clock",
      'All is well. No task force yet: in Slack, `/convener setup`; in Teams, `@Convener setup`; on the web, the link that `setup` prints here; or import a file.',
      '',
    ]);
    expect(code).toBe(0);
    // Without Slack there is nothing to look at yet.
    const other = scratchFolder();
    try {
      const bare = await runCommand(['doctor'], { CONVENER_DATA_DIR: other.path, CONVENER_DEMO: '0' });
      expect([bare.code, bare.output]).toEqual([1, expect.stringContaining('There is no task force in')]);
    } finally {
      other.remove();
    }
  });
});
