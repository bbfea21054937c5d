// npm run soak:polls, soak:asks, soak:preview: the same tests as in CI, with more of everything. A number after `--` says how much.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Soak {
  readonly files: readonly string[];
  /** How much of it: as many people, polls or task forces as are usual, or as the command line says. */
  readonly amounts: Readonly<Record<string, number>>;
}

const SOAKS: Readonly<Record<string, Soak>> = {
  preview: {
    files: ['test/journeys/preview-random.test.ts'],
    amounts: { SOAK_TASK_FORCES: 200 },
  },
  polls: {
    files: ['test/journeys/ballots-at-once.test.ts', 'test/features/polls/whole-database.test.ts'],
    amounts: { SOAK_PEOPLE: 300, SOAK_POLLS: 200 },
  },
  asks: { files: ['test/journeys/asks-at-random.test.ts'], amounts: { SOAK_ASKS: 25 } },
};

const [name = '', count] = process.argv.slice(2);
const soak = SOAKS[name];
if (!soak) {
  console.error(`There is no soak "${name}". There are: ${Object.keys(SOAKS).join(', ')}`);
  process.exit(2);
}
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const amounts = Object.entries(soak.amounts).map(([variable, usual]) => [variable, count ?? String(usual)]);
const { status } = spawnSync(process.execPath, [vitest, 'run', ...soak.files], {
  stdio: 'inherit',
  env: { ...process.env, ...Object.fromEntries(amounts) },
});
process.exitCode = status ?? 1;
