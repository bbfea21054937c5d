import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from './types.ts';

const CHOOSE = 'Choose another folder with CONVENER_DATA_DIR, or set DATABASE_URL.';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';

/** Makes the data folder if it is missing (0700), and refuses one that cannot hold the embedded database. */
export async function prepareDataFolder(folder: string, log: Log): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = codeOf(error);
    const said =
      why === 'EEXIST' || why === 'ENOTDIR' ? 'is a file, not a folder' : `cannot be used (${why})`;
    throw new Error(`The data folder ${folder} ${said}. ${CHOOSE}`, { cause: error });
  }
  const found = await stat(folder);
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    log.warn(
      { folder },
      `Other users of this machine can look into the data folder. Run: chmod 700 ${folder}`,
    );
  }
  if ((await versionIn(folder)) !== undefined) {
    throw new Error(`The data folder ${folder} belongs to a PostgreSQL server. ${CHOOSE}`);
  }
}

/** The folder PGlite itself gets, beside the lock and whatever else the data folder holds. */
export const clusterFolder = (folder: string): string => join(folder, 'postgres');

const beginningFile = (folder: string): string => join(folder, 'postgres.beginning');

/**
 * Prepares for the first start, or tells that it was already done. A first start that was cut short left a marker:
 * nothing was saved yet, so it begins anew. Call `begun` once the database has opened.
 */
export async function beginCluster(folder: string): Promise<{ begun(): Promise<void> }> {
  const cluster = clusterFolder(folder);
  const marker = beginningFile(folder);
  if (await exists(marker)) await rm(cluster, { recursive: true, force: true });
  if ((await versionIn(cluster)) !== undefined) return { begun: async () => {} };
  const strangers = (await exists(cluster)) ? await readdir(cluster) : [];
  if (strangers.length > 0) {
    throw new Error(
      `The folder ${cluster} holds other files than Convener's database. Move them away, or ${lower(CHOOSE)}`,
    );
  }
  await writeFile(marker, 'The first start has not finished yet.\n');
  return { begun: () => rm(marker, { force: true }) };
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const versionIn = (folder: string): Promise<string | undefined> =>
  readFile(join(folder, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
