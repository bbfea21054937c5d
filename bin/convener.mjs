#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node cannot even read the TypeScript, and hands over to the one that came along.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import './closed-pipe.mjs';
import { isNewEnough, runWithNewNode } from './new-node.mjs';
import { youngGeneration } from './young.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/main.ts');
const main = existsSync(source) ? source : join(root, 'dist/main.mjs');
const flag = youngGeneration(process.env);

if (!isNewEnough()) {
  runWithNewNode([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
} else if (process.execArgv.includes(flag) || process.execve === undefined || process.platform === 'win32') {
  await import(pathToFileURL(main).href);
} else {
  const args = [
    process.execPath,
    flag,
    '--disable-warning=ExperimentalWarning',
    `--import=${new URL('closed-pipe.mjs', import.meta.url).href}`,
    main,
    ...process.argv.slice(2),
  ];
  // Compiled once, read back at later starts; where the folder cannot be written, nothing is kept and nothing is lost.
  const cache = join(root, 'node_modules/.cache/convener-code');
  process.execve(process.execPath, args, { NODE_COMPILE_CACHE: cache, ...process.env });
}
