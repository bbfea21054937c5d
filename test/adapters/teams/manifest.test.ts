import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { colorIcon, outlineIcon } from '../../../adapters/teams/icon.ts';
import { teamsManifest, type Variant } from '../../../adapters/teams/manifest.ts';
import { zip } from '../../../scripts/zip.ts';
import { features } from '../../../src/features.ts';

const COMMANDS = features.flatMap((feature) => feature.commands ?? []);
const of = (variant: Variant) => teamsManifest(COMMANDS, variant);

describe('the manifests', () => {
  it.each([
    ['current', '1.25'],
    ['government', '1.10'],
  ] as const)('the %s one asks for nothing to read and keeps to the sizes of %s', (variant, version) => {
    const manifest = of(variant);
    const [bot] = manifest.bots;
    expect(manifest).toMatchObject({
      manifestVersion: version,
      permissions: ['identity', 'messageTeamMembers'],
    });
    // Resource-specific consent would bring us every message.
    expect(JSON.stringify(manifest)).not.toMatch(/authorization|Read\./);
    expect(bot).toMatchObject({ supportsFiles: false, isNotificationOnly: false, botId: manifest.id });
    expect(manifest.name.short.length).toBeLessThanOrEqual(30);
    expect(manifest.description.short.length).toBeLessThanOrEqual(80);
    for (const { commands } of bot!.commandLists) {
      expect(commands.length).toBeLessThanOrEqual(10);
      for (const { title, description } of commands) {
        expect(title.length).toBeLessThanOrEqual(32);
        expect(description.length).toBeLessThanOrEqual(128);
      }
    }
  });

  it('suggest commands that there are', () => {
    const paths = ['help', ...COMMANDS.map(({ path }) => path)];
    for (const { commands } of of('current').bots[0]!.commandLists)
      for (const { title } of commands) expect(paths).toContain(title);
  });

  it('only the current one knows private and shared channels', () => {
    expect(of('current')).toHaveProperty('supportsChannelFeatures', 'tier1');
    expect(of('government')).not.toHaveProperty('supportsChannelFeatures');
  });

  it('carry the id and the address that they are given', () => {
    const ours = { appId: '11111111-2222-4333-8444-555555555555', publicUrl: 'https://tf.example' };
    expect(teamsManifest(COMMANDS, 'current', ours)).toMatchObject({
      id: ours.appId,
      bots: [{ botId: ours.appId }],
      validDomains: ['tf.example'],
    });
  });
});

/** The chunks of a PNG, each with a right checksum. */
function chunks(png: Buffer): Map<string, Buffer> {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const found = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    found.set(body.subarray(0, 4).toString(), body.subarray(4));
    at += 12 + length;
  }
  return found;
}

describe('the icons', () => {
  it.each([
    ['color', colorIcon(), 192, 255],
    ['outline', outlineIcon(), 32, 0],
  ])('the %s one has its size, a ring, and the right ground', (_, png, size, ground) => {
    const parts = chunks(png);
    expect(parts.get('IHDR')!.readUInt32BE(0)).toBe(size);
    expect(parts.get('IHDR')!.readUInt32BE(4)).toBe(size);
    expect(parts.get('tRNS')![0]).toBe(ground);
    const rows = inflateSync(parts.get('IDAT')!);
    expect(rows.length).toBe(size * (1 + size / 2));
    const shade = (x: number, y: number): number => {
      const two = rows[y * (1 + size / 2) + 1 + (x >> 1)]!;
      return x % 2 === 0 ? two >> 4 : two & 15;
    };
    const [middle, ring] = [size / 2, (size * 7) / 32];
    expect([shade(0, 0), shade(middle, middle)]).toEqual([0, 0]);
    expect([shade(middle - ring, middle), shade(middle, middle - ring)]).toEqual([15, 15]);
    // Open to the right.
    expect(shade(middle + ring, middle)).toBe(0);
  });
});

describe('a zip file', () => {
  it('is the same each time, with each file whole in it', () => {
    const entries = [
      { name: 'manifest.json', data: Buffer.from('{}') },
      { name: 'color.png', data: colorIcon() },
    ];
    const file = zip(entries);
    expect(zip(entries).equals(file)).toBe(true);
    const end = file.subarray(-22);
    expect(end.readUInt32LE(0)).toBe(0x06054b50);
    expect(end.readUInt16LE(10)).toBe(2);
    let at = end.readUInt32LE(16);
    for (const { name, data } of entries) {
      expect(file.readUInt32LE(at)).toBe(0x02014b50);
      expect(file.readUInt32LE(at + 16)).toBe(crc32(data));
      const from = file.readUInt32LE(at + 42);
      expect(file.subarray(from + 30, from + 30 + name.length).toString()).toBe(name);
      const start = from + 30 + name.length;
      expect(file.subarray(start, start + data.length).equals(data)).toBe(true);
      at += 46 + name.length;
    }
  });
});
