import type { Database } from './db/types.ts';
import { loadTaskForce } from './db/task-force.ts';
import { buttons, press, type Block } from './kernel/card.ts';
import type { Token } from './kernel/card.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Envelope } from './kernel/intent.ts';
import { noteReply } from './kernel/outcome.ts';
import type { Answer } from './kernel/platform.ts';
import { plain, rich } from './kernel/rich.ts';
import type { Seal } from './seal.ts';

/** More do not fit into one message; whoever is in more asks in a channel. */
const MOST = 10;

/** Someone in several task forces says once which they mean; each button is signed for its own. */
export async function several(
  { database, seal }: { readonly database: Database; readonly seal: Seal },
  { platform, tenant, account }: Envelope,
  ids: readonly TaskForceId[],
): Promise<Answer> {
  const choices: Block<Token>[] = [];
  for (const id of ids.slice(0, MOST)) {
    const taskForce = await database.transaction(id, (tx) => loadTaskForce(tx, id));
    if (!taskForce) continue;
    const use = buttons(press(taskForce.neutralName, 'roster.use', { platform, tenant, account }));
    const sealed = seal.reply(noteReply([], [use]), id);
    if (sealed.kind === 'note') choices.push(...(sealed.buttons ?? []));
  }
  const asked = rich`You are in more than one task force here. Which one do you mean?`;
  const text =
    ids.length > MOST ? [...asked, plain(' For one that is not shown, type it in its channel.')] : asked;
  return {
    reply: { kind: 'note', text, buttons: choices },
    words: { names: new Map(), zone: 'UTC', home: 'UTC' },
  };
}
