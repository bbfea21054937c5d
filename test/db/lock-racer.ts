import { DataDirBusy, holdLock } from '../../src/db/lock.ts';

// A process of its own for lock.test.ts: takes the data folder it is sent and says how that ended.
async function take(dataDir: string): Promise<string> {
  try {
    await holdLock(dataDir, async (request) => ({ process: process.pid, request }));
    return 'held';
  } catch (error) {
    return error instanceof DataDirBusy ? 'busy' : String(error);
  }
}

process.on('message', (dataDir: string) => void take(dataDir).then((said) => process.send?.(said)));
process.send?.('ready');
