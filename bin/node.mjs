#!/usr/bin/env node
// node bin/node.mjs SCRIPT ...: the same as "node SCRIPT ...", with a Node that is new enough. Plain JavaScript on
// purpose: an older Node cannot even read the TypeScript.
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { isNewEnough, runWithNewNode } from './new-node.mjs';

const [script = '', ...args] = process.argv.slice(2);
if (isNewEnough()) {
  process.argv = [process.execPath, resolve(script), ...args];
  await import(pathToFileURL(resolve(script)).href);
} else runWithNewNode([script, ...args]);
