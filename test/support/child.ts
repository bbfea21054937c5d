import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process started from a file beside the test, with whom one message each way is exchanged at a time. */
export interface Child {
  readonly pid: number;
  /** Sends, and resolves with the next message back; rejects if the process ends instead. */
  ask(message: string): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts `file` (a URL relative to the caller's import.meta.url) and waits for its first message. */
export async function startChild(file: URL): Promise<Child> {
  const child = fork(fileURLToPath(file), { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await nextMessage(child);
  return {
    pid: child.pid ?? 0,
    ask: (message) => {
      const answer = nextMessage(child);
      child.send(message);
      return answer;
    },
    signal: (name) => child.kill(name),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) =>
      fail(new Error(`The process ended (${code}) instead of answering.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      done(message);
    });
  });
}
