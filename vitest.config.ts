import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/on-a-tuesday.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Real databases and child processes: slow machines need room, and tests are never timed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // Every processor: the default leaves one idle, which on a machine of two is half.
    maxWorkers: '100%',
    // A worker loads the product once, not once for each of two hundred files.
    isolate: false,
    env: { TZ: 'UTC' },
  },
});
