// The Node that "npm ci" brings along, for a machine whose own is too old. npm 11 puts it on the path of our scripts,
// npm 10 does not.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Is the Node that reads this one that can read TypeScript? */
export function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node in the package of this platform, under either of the names that such packages have. */
function broughtAlong() {
  const { platform, arch } = process;
  const [system, file] = platform === 'win32' ? ['win', 'node.exe'] : [platform, 'node'];
  return ['node', 'node-bin']
    .map((name) => join(ROOT, 'node_modules', `${name}-${system}-${arch}`, 'bin', file))
    .find((path) => existsSync(path));
}

function giveUp() {
  console.error(
    `Convener needs Node 22.18 or newer, and this is ${process.versions.node}.\n` +
      'On most machines "npm ci" brings the right Node along: run it, then try again. Else install Node 24 from your system.',
  );
  process.exit(1);
}

/** Runs these words with the Node that came along, and ends as it ends. What it starts finds the same Node. */
export function runWithNewNode(args) {
  const node = broughtAlong();
  if (node === undefined) return giveUp();
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH } });
  // A terminal tells both of us that Ctrl-C was pressed; told twice, Convener stops at once instead of in order.
  const toldToo = process.stdin.isTTY === true;
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => void ((signal === 'SIGINT' && toldToo) || child.kill(signal)));
  // It is there and cannot run: a system with another C library, for one.
  child.on('error', giveUp);
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  return undefined;
}
