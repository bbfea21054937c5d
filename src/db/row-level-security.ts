import { sql, type SQL } from 'drizzle-orm';
import { sqlState } from './errors.ts';
import type { Db, Log, Tx } from './types.ts';

/**
 * The roles that queries run as: for one task force, and for all (unscoped). They own nothing and cannot log in, so
 * that policies bind even a superuser's session.
 */
export const APP_ROLE = 'convener_app';
export const ALL_ROLE = 'convener_all';
const ROLES = [APP_ROLE, ALL_ROLE];

interface Policy {
  readonly name: string;
  readonly to: string;
  readonly rule: (column: SQL) => SQL;
}

const SCOPE = sql.raw(`current_setting('app.task_force', true)`);
const ownRows = (column: SQL) => sql`${column} = ${SCOPE}`;
// Not `true`: a user who inherits both roles gets both policies, and must still see one task force at a time.
const everyRow = () => sql`${SCOPE} = '*'`;

// One policy for each role, as no index serves an OR: every query would read the rows of all task forces.
// A policy's rule is part of its name: change both together, and every database gets the new one.
const FOR_ROLES: readonly Policy[] = [
  { name: 'task_force_only_2_all', to: ALL_ROLE, rule: everyRow },
  { name: 'task_force_only_2_app', to: APP_ROLE, rule: ownRows },
];
const FOR_ANYONE: readonly Policy[] = [
  {
    name: 'task_force_only_2_any',
    to: 'public',
    rule: (column) => sql`(${ownRows(column)} or ${everyRow()})`,
  },
];
const OURS = sql.raw(`polname like 'task\\_force\\_only\\_%'`);

/** Tables that may only grow. */
const APPEND_ONLY = ['audit'];

/**
 * Puts every table with a `task_force` column (and `task_forces` by its id) under row-level security, and gives the
 * roles their rights. Reads the catalogue first: a second run changes nothing, and a new table needs nobody's memory.
 */
export async function ensureRowLevelSecurity(db: Db, log: Log): Promise<void> {
  const bound = await ensureRoles(db);
  if (!bound) await explainForceOnly(db, log);
  const policies = bound ? FOR_ROLES : FOR_ANYONE;
  await db.transaction(async (tx) => {
    for (const table of await uncovered(tx, policies)) await cover(tx, { table, policies });
    if (bound) for (const role of ROLES) await grantRights(tx, role);
  });
}

interface Covered extends Record<string, unknown> {
  readonly name: string;
  readonly column: string;
}

/** The tables that do not have exactly these policies of ours. */
async function uncovered(tx: Tx, policies: readonly Policy[]): Promise<readonly Covered[]> {
  const names = policies.map((policy) => policy.name).join();
  const { rows } = await tx.execute<Covered>(sql`
    select c.relname as name, a.attname as column
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.attnum > 0
      and a.attname = case when c.relname = 'task_forces' then 'id' else 'task_force' end
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity
        and ${names} is not distinct from (
          select string_agg(polname, ',' order by polname) from pg_policy where polrelid = c.oid and ${OURS}))
    order by 1`);
  return rows;
}

async function cover(
  tx: Tx,
  { table, policies }: { table: Covered; policies: readonly Policy[] },
): Promise<void> {
  const name = sql`public.${sql.identifier(table.name)}`;
  const old = await tx.execute<{ policy: string }>(sql`
    select polname as policy from pg_policy
    where polrelid = ${`public.${quoted(table.name)}`}::text::regclass and ${OURS}`);
  for (const { policy } of old.rows) await tx.execute(sql`drop policy ${sql.identifier(policy)} on ${name}`);
  await tx.execute(sql`alter table ${name} enable row level security, force row level security`);
  for (const policy of policies) {
    const rule = policy.rule(sql`${sql.identifier(table.column)}`);
    await tx.execute(
      sql`create policy ${sql.identifier(policy.name)} on ${name} to ${sql.raw(policy.to)} using (${rule})`,
    );
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Creates the roles where needed and makes sure that this user may take them. False if the user may not.
 * Each step is a transaction of its own: within one, the server goes on believing that there is no such role.
 */
async function ensureRoles(db: Db): Promise<boolean> {
  const { rows } = await db.execute<{ role: string; above: boolean }>(
    sql`select rolname as role, rolsuper or rolbypassrls as above from pg_roles where rolname in ${ROLES}`,
  );
  for (const { role, above } of rows) {
    if (above) {
      throw new Error(
        `The database role ${role} is above row-level security. Run: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS;`,
      );
    }
  }
  const missing = ROLES.filter((name) => !rows.some(({ role }) => role === name));
  await attempt(
    db,
    missing.map((role) => `create role ${role} nologin`),
  );
  if (await canTakeRoles(db)) return true;
  await attempt(db, [`grant ${ROLES.join(', ')} to current_user`]);
  return canTakeRoles(db);
}

// A role belongs to the whole server, and the advisory lock to one database: another database of the same server may
// be doing this now (42710 and 23505: it was faster; XX000: "tuple concurrently updated"). 42501: not allowed;
// 42704: the role does not exist and could not be made. canTakeRoles() then tells how it ended.
const HARMLESS = ['42710', '23505', 'XX000', '42501', '42704'];

/** All of the statements or none: of two databases' users, one makes both roles, and may then grant both. */
async function attempt(db: Db, statements: readonly string[]): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      for (const statement of statements) await tx.execute(sql.raw(statement));
    });
  } catch (error) {
    if (!HARMLESS.includes(sqlState(error) ?? '')) throw error;
  }
}

/** May this user take both roles? Needs no transaction, and changes nothing. */
export async function canTakeRoles(db: Db): Promise<boolean> {
  try {
    // Local to its own transaction: taken, and left again.
    await db.execute(
      sql`select set_config('role', ${APP_ROLE}, true), set_config('role', ${ALL_ROLE}, true)`,
    );
    return true;
  } catch (error) {
    // 22023: no such role; 42501: not a member of it.
    if (sqlState(error) === '22023' || sqlState(error) === '42501') return false;
    throw error;
  }
}

async function explainForceOnly(db: Db, log: Log): Promise<void> {
  const { rows } = await db.execute<{ user: string; above: boolean }>(
    sql`select rolname as user, rolsuper or rolbypassrls as above from pg_roles where rolname = current_user`,
  );
  const roles = ROLES.join(', ');
  const make = ROLES.map((role) => `CREATE ROLE ${role} NOLOGIN;`).join(' ');
  const cure = `Ask an administrator to run: ${make} GRANT ${roles} TO ${quoted(rows[0]?.user ?? 'USER')};`;
  if (rows[0]?.above !== false) {
    throw new Error(
      `This database user is above row-level security and may not take the roles ${roles}, so nothing would keep task forces apart. ${cure}`,
    );
  }
  log.info(
    { roles: ROLES },
    `This database user may not take the roles ${roles}: forced row-level security alone keeps task forces apart, which is enough. For a second layer, and for speed with many of them: ${cure}`,
  );
}

interface Rights extends Record<string, unknown> {
  readonly name: string;
  readonly sequence: boolean;
  readonly grow: boolean;
}

async function grantRights(tx: Tx, role: string): Promise<void> {
  const { rows } = await tx.execute<{ usage: boolean }>(
    sql`select has_schema_privilege(${role}, 'public', 'usage') as usage`,
  );
  if (rows[0]?.usage !== true) await tx.execute(sql.raw(`grant usage on schema public to ${role}`));
  for (const table of await withoutRights(tx, role)) {
    const name = `public.${quoted(table.name)}`;
    if (table.sequence) {
      await tx.execute(sql.raw(`grant usage, select on sequence ${name} to ${role}`));
      continue;
    }
    await tx.execute(sql.raw(`revoke all on ${name} from ${role}`));
    const rights = table.grow ? 'select, insert' : 'select, insert, update, delete';
    await tx.execute(sql.raw(`grant ${rights} on ${name} to ${role}`));
  }
}

async function withoutRights(tx: Tx, role: string): Promise<readonly Rights[]> {
  const may = (right: string) => sql`has_table_privilege(${role}, c.oid, ${right})`;
  const { rows } = await tx.execute<Rights>(sql`
    select c.relname as name, c.relkind = 'S' as sequence, g.grow
    from pg_class c, lateral (select c.relname in ${APPEND_ONLY} as grow) g
    where c.relnamespace = 'public'::regnamespace and pg_has_role(c.relowner, 'usage')
      and case when c.relkind in ('r', 'p')
        then not (${may('select')} and ${may('insert')}
          and ${may('update')} <> g.grow and ${may('delete')} <> g.grow)
        else c.relkind = 'S' and not has_sequence_privilege(${role}, c.oid, 'usage') end
    order by 1`);
  return rows;
}
