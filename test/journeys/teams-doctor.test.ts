import { describe, expect, it } from 'vitest';
import { freePort, runCommand, scratchFolder } from '../support/server.ts';

describe('doctor, before there is any task force', () => {
  it('looks at Teams as soon as it is configured', async () => {
    const folder = scratchFolder();
    try {
      // The one setting that asks nothing of the internet.
      const env = {
        CONVENER_DATA_DIR: folder.path,
        PORT: String(await freePort()),
        LOG_LEVEL: 'silent',
        TEAMS_INSECURE_LOCAL: '1',
      };
      const { code, output } = await runCommand(['doctor'], env);
      expect(output).toContain('TEAMS_INSECURE_LOCAL is on');
      expect(output).toContain('1 to put right.');
      expect(code).toBe(1);
    } finally {
      folder.remove();
    }
  });
});
