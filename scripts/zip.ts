// A zip file without compression, which is all that an app package for Teams needs to be.
import { crc32 } from 'node:zlib';

export interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The first day that the format knows: the same content is the same file. */
const DAY = (1 << 5) | 1;
const VERSION = 20;

function fields(...parts: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    parts.map(([bytes, value]) => {
      const part = Buffer.alloc(bytes);
      part.writeUIntLE(value, 0, bytes);
      return part;
    }),
  );
}

/** https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 and 4.3.12: what both headers of a file say. */
const about = ({ name, data }: Entry): Buffer =>
  fields(
    [2, VERSION],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, DAY],
    [4, crc32(data)],
    [4, data.length],
    [4, data.length],
    [2, Buffer.byteLength(name)],
    [2, 0],
  );

export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const file = Buffer.concat([fields([4, 0x04034b50]), about(entry), name, entry.data]);
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, at]);
    list.push(Buffer.concat([fields([4, 0x02014b50], [2, VERSION]), about(entry), rest, name]));
    files.push(file);
    at += file.length;
  }
  const central = Buffer.concat(list);
  const count = entries.length;
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, central.length],
    [4, at],
    [2, 0],
  );
  return Buffer.concat([...files, central, end]);
}
