// Draws Baton's sign as PNG, for home screens and notifications, which take no SVG:
//   node scripts/icons.mjs
// It is public/favicon.svg in numbers; whoever changes one changes both and runs this.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const accent = [0x34, 0x51, 0xd1];
const white = [0xff, 0xff, 0xff];

/** The strokes on a grid of 16, the later over the earlier: from, to, width. */
const baton = { line: [4.2, 11.8, 11.8, 4.2], width: 2.6 };
const ring = { line: [6.7, 7.5, 8.5, 9.3], width: 1.2 };

/**
 * What is drawn. `corner` is the radius of the ground on the grid of 16, `scale` how large the strokes
 * are: what a system cuts to its own shape has a full ground and smaller strokes, and the sign in a
 * status bar has no ground at all, since only its alpha counts there.
 */
const icons = [
  { file: 'icon-192.png', size: 192, ground: accent, corner: 4, scale: 1 },
  { file: 'icon-512.png', size: 512, ground: accent, corner: 4, scale: 1 },
  { file: 'icon-maskable-512.png', size: 512, ground: accent, corner: 0, scale: 0.8 },
  { file: 'apple-touch-icon.png', size: 180, ground: accent, corner: 0, scale: 0.9 },
  { file: 'badge-96.png', size: 96, ground: undefined, corner: 0, scale: 1.5 },
];

/** How far a point is outside the rounded ground; negative inside. */
function outsideGround(x, y, corner) {
  const dx = Math.abs(x - 8) - (8 - corner);
  const dy = Math.abs(y - 8) - (8 - corner);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
}

/** How far a point is outside a stroke with round ends. */
function outsideStroke(x, y, { line: [ax, ay, bx, by], width }) {
  const [lx, ly] = [bx - ax, by - ay];
  const along = ((x - ax) * lx + (y - ay) * ly) / (lx * lx + ly * ly);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * lx, y - ay - t * ly) - width / 2;
}

/** How much of a pixel of this size is covered by a shape whose edge is so far away. */
const cover = (outside, pixel) => Math.min(1, Math.max(0, 0.5 - outside / pixel));

/** Colour and alpha of a pixel whose middle lies at x, y of the grid. */
function paint(x, y, pixel, { ground, corner, scale }) {
  const [sx, sy] = [8 + (x - 8) / scale, 8 + (y - 8) / scale];
  const stroke = cover(outsideStroke(sx, sy, baton), pixel / scale);
  const cut = cover(outsideStroke(sx, sy, ring), pixel / scale);
  const sign = stroke * (1 - cut);
  if (!ground) return [...white, Math.round(255 * sign)];
  const colour = ground.map((part, i) => Math.round(part + (white[i] - part) * sign));
  return [...colour, Math.round(255 * cover(outsideGround(x, y, corner), pixel))];
}

function chunk(type, body) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(type, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])), 0);
  return Buffer.concat([head, body, sum]);
}

function png(icon) {
  const { size } = icon;
  const pixel = 16 / size;
  const rows = Buffer.alloc(size * (1 + 4 * size)); // each row begins with its filter: none
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const colour = paint((column + 0.5) * pixel, (row + 0.5) * pixel, pixel, icon);
      rows.set(colour, row * (1 + 4 * size) + 1 + 4 * column);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // eight bits of red, green, blue and alpha
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

for (const icon of icons) {
  const path = join(import.meta.dirname, '..', 'public', icon.file);
  writeFileSync(path, png(icon));
  console.log(`${icon.file}: ${icon.size} pixels`);
}
