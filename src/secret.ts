import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Keys = readonly [string, ...string[]];

/** The signing keys: as configured, else the data folder's own, made 0600 at the first start. */
export async function secretKeys(configured: readonly string[] | undefined, dataDir: string): Promise<Keys> {
  const [first, ...rest] = configured ?? [];
  if (first) return [first, ...rest];
  const file = join(dataDir, 'secret-key');
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = (await readFile(file, 'utf8')).trim();
  if (key.length < 32)
    throw new Error(
      `The file ${file} holds no key of 32 characters or more. Put the old one back, or delete the file: links and buttons made before then stop working.`,
    );
  return [key];
}
