// npm run soak:polls: the same test as in CI, with more of everything. A number after `--` says how much.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SOAKS = {
  polls: { file: 'test/journeys/ballots-at-once.test.ts', variable: 'SOAK_PEOPLE', usual: 300 },
} as const;

const [name = '', count] = process.argv.slice(2);
if (!(name in SOAKS)) {
  console.error(`There is no soak "${name}". There are: ${Object.keys(SOAKS).join(', ')}`);
  process.exit(2);
}
const { file, variable, usual } = SOAKS[name as keyof typeof SOAKS];
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', file], {
  stdio: 'inherit',
  env: { ...process.env, [variable]: count ?? String(usual) },
});
process.exitCode = status ?? 1;
