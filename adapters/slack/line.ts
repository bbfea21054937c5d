import { setTimeout as pause } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../src/kernel/log.ts';
import { LINE_MS, LONGEST_LINE_PAUSE_MS, SHORTEST_LINE_PAUSE_MS } from './limits.ts';
import { PLATFORM } from './site.ts';

/**
 * Keeps the line to Slack open (Socket Mode). The SDK's own reconnecting is off: an answer that it does not like, while
 * it reconnects, is an error that nobody can catch, and ends the process.
 */
export async function keepLine(socket: SocketModeReceiver, log: Log, stop: AbortSignal): Promise<void> {
  let wait = SHORTEST_LINE_PAUSE_MS;
  while (!stop.aborted) {
    const began = performance.now();
    try {
      await once(socket, stop);
    } catch (error) {
      log.error({ error, platform: PLATFORM }, 'no line to Slack yet; trying again');
    }
    // A line that held for a while was a good one: Slack asks for a new one every few hours.
    wait = performance.now() - began > LINE_MS ? SHORTEST_LINE_PAUSE_MS : wait;
    await pause(wait, undefined, { signal: stop }).catch(() => {});
    wait = Math.min(wait * 2, LONGEST_LINE_PAUSE_MS);
  }
}

/** Opens the line, and resolves when it is over. Throws when it could not be opened, or in time. */
async function once(socket: SocketModeReceiver, stop: AbortSignal): Promise<void> {
  const { client } = socket;
  const over = Promise.withResolvers<void>();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('Slack did not say hello')), LINE_MS);
  const ended = (): void => over.resolve();
  try {
    await Promise.race([socket.start(), late.promise]);
    clearTimeout(timer);
    client.once('disconnected', ended);
    // Told to stop while it was being opened.
    if (stop.aborted) await socket.stop();
    await over.promise;
  } catch (error) {
    await socket.stop();
    throw error ?? new Error('the line broke at once');
  } finally {
    clearTimeout(timer);
    client.removeListener('disconnected', ended);
  }
}
