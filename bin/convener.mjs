#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node cannot even read the TypeScript, and should be told so in words.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Convener needs Node 22.18 or newer, and this is ${process.versions.node}.\n` +
      'Start it with "npm start": "npm ci" brings the right Node along on most machines. Else install Node 24 from your system.',
  );
  process.exit(1);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src/main.ts');
const main = existsSync(source) ? source : join(root, 'dist/main.mjs');
// Keeps the young generation small: saves some 150 MB beside the embedded database, at no cost we could measure.
const flag = '--max-semi-space-size=4';

if (process.execArgv.includes(flag) || process.execve === undefined || process.platform === 'win32') {
  await import(pathToFileURL(main).href);
} else {
  const args = [
    process.execPath,
    flag,
    '--disable-warning=ExperimentalWarning',
    main,
    ...process.argv.slice(2),
  ];
  // Compiled once, read back at later starts; where the folder cannot be written, nothing is kept and nothing is lost.
  const cache = join(root, 'node_modules/.cache/convener-code');
  process.execve(process.execPath, args, { NODE_COMPILE_CACHE: cache, ...process.env });
}
