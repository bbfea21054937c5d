import type { App } from './app.ts';
import type { Database } from './db/types.ts';
import { webFounding } from './features/setup/index.ts';
import type { FoundingLinks } from './founding-links.ts';
import { actorIn, readTaskForceFile, writeTaskForceFile } from './import-file.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Envelope } from './kernel/intent.ts';
import type { FoundingHost } from './kernel/platform.ts';

interface FoundingHostDeps {
  readonly app: App;
  readonly database: Database;
  readonly links: FoundingLinks;
  readonly clock: Clock;
}

const WHO = 'Nobody active in the file who is facilitator or co-chair has this name or id.';

/** Setting up on a page of the web: by its form, or by a file. */
export function foundingHost({ app, database, links, clock }: FoundingHostDeps): FoundingHost {
  const envelope = (deliveryId: string): Envelope => ({
    platform: 'web',
    tenant: '',
    account: '',
    deliveryId,
    receivedAt: clock.now(),
  });
  return {
    empty: links.empty,
    async open(token) {
      if (!(await links.read(token))) return 'old';
      const answer = await app.handle(envelope('look'), { kind: 'open', token });
      return answer.reply.kind === 'form' ? answer : 'old';
    },
    async submit(token, values, deliveryId) {
      const opened = await links.read(token);
      if (!opened) return { state: 'old' };
      const answer = await app.handle(envelope(deliveryId), { kind: 'submit', token, values });
      switch (answer.reply.kind) {
        case 'card':
          return { state: 'done', taskForce: opened.taskForce, account: webFounding.founder };
        case 'invalid':
          return { state: 'again', answer };
        default:
          return answer.reply.kind === 'refused' && answer.reply.why === 'fault'
            ? { state: 'again', answer }
            : { state: 'old' };
      }
    },
    async bring(token, { text, who }) {
      if (!(await links.read(token))) return { state: 'old' };
      const read = readTaskForceFile(text);
      if (read.state === 'bad') return { state: 'bad', field: 'text', lines: read.lines };
      const account = actorIn(read.file, who);
      if (account === undefined) return { state: 'bad', field: 'who', lines: [WHO] };
      const { ok, lines } = await writeTaskForceFile({ database, now: clock.now() }, read);
      return ok
        ? { state: 'done', taskForce: read.file.taskForce.id as TaskForceId, account, lines }
        : { state: 'bad', field: 'text', lines };
    },
  };
}
