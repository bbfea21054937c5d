// The two icons that Teams asks for, drawn here: an open ring, as on the web page. Small palettes and no compression, so
// that every machine writes the same bytes.
import { crc32, deflateSync } from 'node:zlib';

type Color = readonly [red: number, green: number, blue: number, alpha: number];

const PAPER: Color = [0xff, 0xfd, 0xf9, 255];
const TEAL: Color = [0x1f, 0x5f, 0x5b, 255];
const WHITE: Color = [255, 255, 255, 255];
const NOTHING: Color = [255, 255, 255, 0];

/** The drawing is 32 by 32 units, whatever the size. */
const UNITS = 32;
const RING = { x: 16, y: 16, radius: 7, half: 1.5 } as const;
/** The ring is open to the right, up to this angle on both sides. */
const OPEN = Math.asin(3.8 / RING.radius);
const SHADES = 16;
const SAMPLES = 4;

/** Is this point on the stroke, its round ends included? */
function isInk(x: number, y: number): boolean {
  const [dx, dy] = [x - RING.x, y - RING.y];
  if (Math.abs(Math.atan2(dy, dx)) >= OPEN) return Math.abs(Math.hypot(dx, dy) - RING.radius) <= RING.half;
  const end = { x: Math.cos(OPEN) * RING.radius, y: Math.sin(OPEN) * RING.radius };
  return Math.hypot(dx - end.x, Math.abs(dy) - end.y) <= RING.half;
}

/** How much of a pixel is ink, in shades. */
function shadeAt(column: number, row: number, size: number): number {
  let ink = 0;
  for (let index = 0; index < SAMPLES * SAMPLES; index += 1) {
    const x = ((column + ((index % SAMPLES) + 0.5) / SAMPLES) * UNITS) / size;
    const y = ((row + (Math.floor(index / SAMPLES) + 0.5) / SAMPLES) * UNITS) / size;
    if (isInk(x, y)) ink += 1;
  }
  return Math.round((ink / (SAMPLES * SAMPLES)) * (SHADES - 1));
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function header(size: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(size, 0);
  data.writeUInt32BE(size, 4);
  // Four bits for each pixel, by palette.
  data.set([4, 3, 0, 0, 0], 8);
  return data;
}

/** Two pixels in each byte, and before each row a byte that says "as it is". */
function pixels(size: number): Buffer {
  const rows = Buffer.alloc(size * (1 + size / 2));
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 2) {
      const at = row * (1 + size / 2) + 1 + column / 2;
      rows[at] = (shadeAt(column, row, size) << 4) | shadeAt(column + 1, row, size);
    }
  return rows;
}

/** A square PNG of an even size: ink on ground. */
function draw(size: number, ground: Color, ink: Color): Buffer {
  const shades = Array.from({ length: SHADES }, (_, index) =>
    ground.map((from, part) => Math.round(from + ((ink[part]! - from) * index) / (SHADES - 1))),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header(size)),
    chunk('PLTE', Buffer.from(shades.flatMap((shade) => shade.slice(0, 3)))),
    chunk('tRNS', Buffer.from(shades.map((shade) => shade[3]!))),
    chunk('IDAT', deflateSync(pixels(size), { level: 0 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Sizes: https://learn.microsoft.com/en-us/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons */
export const colorIcon = (): Buffer => draw(192, TEAL, PAPER);
/** White on nothing: Teams colours it. */
export const outlineIcon = (): Buffer => draw(32, NOTHING, WHITE);
