import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Vault } from './kernel/platform.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NAME = 'aes-256-gcm';

/**
 * Keeps platform tokens under AES-256-GCM, with keys derived from the secrets. The first secret locks; all of them
 * unlock, so that a key can be changed without asking every workspace to install again.
 */
export function createVault(secrets: readonly [string, ...string[]]): Vault {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, 'convener', 'platform tokens', 32)),
  );
  const unlockWith = (key: Buffer, bytes: Buffer): string | undefined => {
    const decipher = createDecipheriv(NAME, key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  };
  return {
    lock(secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(NAME, keys[0]!, nonce);
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
    },
    unlock(locked) {
      const bytes = Buffer.from(locked, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      for (const key of keys) {
        const text = unlockWith(key, bytes);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
}
