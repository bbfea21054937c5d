import { describe, expect, test } from 'vitest';
import { createVault } from '../src/vault.ts';

const OLD = 'an old secret of more than 32 characters';
const NEW = 'a new secret of more than 32 characters!';

describe('the vault', () => {
  test('gives back what it locked, and never the same bytes twice', () => {
    const vault = createVault([NEW]);
    const [first, second] = [vault.lock('xoxb-1'), vault.lock('xoxb-1')];
    expect(first).not.toBe(second);
    expect(first).not.toContain('xoxb');
    expect([vault.unlock(first), vault.unlock(second)]).toEqual(['xoxb-1', 'xoxb-1']);
    expect(vault.unlock(vault.lock(''))).toBe('');
  });

  test('opens what an older key locked, while that key is still given', () => {
    const locked = createVault([OLD]).lock('xoxb-1');
    expect(createVault([NEW, OLD]).unlock(locked)).toBe('xoxb-1');
    expect(createVault([NEW]).unlock(locked)).toBeUndefined();
  });

  test.each(['', 'x', 'AAAA'.repeat(20)])('opens nothing it did not lock: %j', (text) => {
    expect(createVault([NEW]).unlock(text)).toBeUndefined();
  });

  test('a changed byte opens nothing', () => {
    const vault = createVault([NEW]);
    const bytes = Buffer.from(vault.lock('xoxb-1'), 'base64url');
    bytes[14]! ^= 1;
    expect(vault.unlock(bytes.toString('base64url'))).toBeUndefined();
  });
});
