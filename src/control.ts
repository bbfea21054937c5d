import { z } from 'zod';
import { loadTaskForce } from './db/task-force.ts';
import { taskForces } from './db/schema.ts';
import type { Database } from './db/types.ts';
import type { Core } from './core.ts';
import { appendAudit, verifyAudit } from './audit/append.ts';
import { findMember, makeInvite } from './features/roster/index.ts';
import { readTaskForceFile, writeTaskForceFile } from './import-file.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Check } from './kernel/platform.ts';

/** What the command line asks: of the running process through its door, or of a database nobody holds. */
export const controlRequest = z.discriminatedUnion('command', [
  z.object({ command: z.literal('import'), text: z.string() }),
  z.object({ command: z.literal('invite'), member: z.string(), taskForce: z.string().optional() }),
  z.object({ command: z.literal('setup') }),
  z.object({ command: z.literal('doctor') }),
  z.object({ command: z.literal('audit'), taskForce: z.string().optional() }),
]);
export type ControlRequest = z.output<typeof controlRequest>;

/** Lines for the terminal; `ok: false` makes the exit code 1. */
export interface ControlAnswer {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

const fail = (...lines: readonly string[]): ControlAnswer => ({ ok: false, lines });

interface Deps {
  readonly database: Database;
  readonly core: Core;
}

async function importFile({ database, core }: Deps, text: string): Promise<ControlAnswer> {
  const read = readTaskForceFile(text);
  if (read.state === 'bad') return fail(...read.lines);
  const { ok, lines } = await writeTaskForceFile({ database, now: core.host.now() }, read);
  if (!ok) return fail(...lines);
  const { taskForce, members } = read.file;
  const facilitator = members.find(
    (member) => member.status === 'active' && member.roles.includes('facilitator'),
  );
  return {
    ok: true,
    lines: [
      ...lines,
      'Nothing goes out until a facilitator types "start".',
      ...(facilitator
        ? [`Their way in: npm run -s convener -- invite ${facilitator.id} --task-force ${taskForce.id}`]
        : []),
    ],
  };
}

/** A link to set a task force up on the web. */
async function setup({ core }: Deps): Promise<ControlAnswer> {
  const { url, until } = await core.links.make();
  const line = `It works once, until ${until.toISOString().slice(0, 16)}Z, while Convener runs. Whoever opens it sets up a task force and is its facilitator.`;
  return { ok: true, lines: [url, line] };
}

/** The task force a command means: the one named, else the only one. */
async function theTaskForce(database: Database, named: string | undefined): Promise<TaskForceId | string[]> {
  const ids = (await database.unscoped((tx) => tx.select({ id: taskForces.id }).from(taskForces))).map(
    (row) => row.id,
  );
  if (named !== undefined)
    return ids.find((id) => id === named) ?? [`There is no task force "${named}" here.`];
  if (ids.length === 1) return ids[0]!;
  if (ids.length === 0)
    return [
      'There is no task force here yet. Begin on the web: npm run -s convener -- setup prints a link. Or in a private channel: /convener setup in Slack, @Convener setup in Teams. Or from a file: npm run -s convener -- import FILE.json',
    ];
  return [`There are several task forces here. Add --task-force and one of: ${ids.join(', ')}`];
}

async function invite(
  { database, core }: Deps,
  member: string,
  named: string | undefined,
): Promise<ControlAnswer> {
  const id = await theTaskForce(database, named);
  if (typeof id !== 'string') return fail(...id);
  return database.transaction(id, async (tx) => {
    const taskForce = (await loadTaskForce(tx, id))!;
    const person = await findMember(tx, member);
    if (!person) return fail('Nobody active on the roster has that id or whole name.');
    const ctx = core.app.contextOf(tx, taskForce);
    const { url, expiresAt, once } = await makeInvite(ctx, person);
    await appendAudit(tx, { taskForce: id, actor: 'server', at: ctx.now }, [
      { action: 'invite', subject: person.member },
    ]);
    const until = once
      ? `It works once, until ${expiresAt.toISOString().slice(0, 16)}Z.`
      : `It works until ${expiresAt.toISOString().slice(0, 10)}.`;
    return {
      ok: true,
      lines: [url, `${until} An earlier one no longer does. Whoever has it can open this person's page.`],
    };
  });
}

async function audit({ database }: Deps, named: string | undefined): Promise<ControlAnswer> {
  const id = await theTaskForce(database, named);
  if (typeof id !== 'string') return fail(...id);
  const verified = await database.transaction(id, (tx) => verifyAudit(tx, id));
  return verified.state === 'intact'
    ? { ok: true, lines: [`The audit of "${id}" is whole: ${verified.rows} rows, head ${verified.head}`] }
    : fail(`The audit of "${id}" was changed: row ${verified.seq} does not follow from the one before it.`);
}

/** What Convener needs, and what to do about what is not there. */
async function doctor({ database, core }: Deps): Promise<ControlAnswer> {
  const engine = database.engine === 'pglite' ? 'The embedded database' : 'PostgreSQL';
  await database.unscoped(async () => {});
  const checks: readonly Check[] = [
    { what: `${engine} ${database.version} answers.`, ok: true },
    ...(await core.doctor()),
  ];
  const lines = checks.flatMap(({ what, ok, todo }) => [
    `${ok ? 'ok   ' : 'NO   '} ${what}`,
    ...(ok || todo === undefined ? [] : [`      ${todo}`]),
  ]);
  const wrong = checks.filter((check) => !check.ok).length;
  const [first] = await database.unscoped((tx) => tx.select({ id: taskForces.id }).from(taskForces).limit(1));
  const none = first
    ? ''
    : ' No task force yet: in Slack, `/convener setup`; in Teams, `@Convener setup`; on the web, the link that `setup` prints here; or import a file.';
  const end = wrong === 0 ? `All is well.${none}` : `${wrong} to put right.`;
  return { ok: wrong === 0, lines: [...lines, end] };
}

/** Does one thing that the command line asked for. */
export async function control(deps: Deps, request: unknown): Promise<ControlAnswer> {
  const parsed = controlRequest.safeParse(request);
  if (!parsed.success)
    return fail(
      'That request was not understood: the running Convener may be of another version. Restart it, then try again.',
    );
  switch (parsed.data.command) {
    case 'import':
      return importFile(deps, parsed.data.text);
    case 'invite':
      return invite(deps, parsed.data.member, parsed.data.taskForce);
    case 'setup':
      return setup(deps);
    case 'doctor':
      return doctor(deps);
    case 'audit':
      return audit(deps, parsed.data.taskForce);
    default:
      return parsed.data satisfies never;
  }
}
