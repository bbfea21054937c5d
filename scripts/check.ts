// The fast part of `npm test`, the same for people and CI: format, lint, types, generated files up to date.
import { spawnSync } from 'node:child_process';

const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format', 'oxfmt', '--check', '.'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings', '.'],
  ['types', 'tsc', '-p', '.'],
  ['generated files', 'node', 'scripts/manifests.ts', '--check'],
];

for (const [name, command, ...args] of steps) {
  const started = performance.now();
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(`${name}: ${command} cannot be run. Did "npm ci" finish?`);
  if (status !== 0) {
    console.error(`${name}: not right yet, see above`);
    process.exit(1);
  }
  console.log(`${name}: right (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
