// A site chooses its own accent; readers keep their contrast (WCAG 2.2: 4.5:1 for text). A colour
// that fails is moved towards black or white, no further than it has to be, and keeps its hue.

type RGB = [number, number, number];

const surfaces = { light: '#FFFFFF', dark: '#161A21' } as const;
/** How much of itself the accent stands on at most: a soft fill of tokens.css under the pointer. */
const soft = { light: 0.13, dark: 0.21 } as const;
const wanted = 4.5;

/** Reads #RRGGBB; undefined for anything else. */
function parse(hex: string): RGB | undefined {
  const m = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
  return m ? ([1, 2, 3].map((i) => Number.parseInt(m[i] ?? '0', 16)) as RGB) : undefined;
}

function luminance(rgb: RGB): number {
  const [r, g, b] = rgb.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as RGB;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: RGB, b: RGB): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The contrast of two colours written #RRGGBB, from 1 to 21; 0 when one is not a colour. */
export function contrast(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  return x && y ? ratio(x, y) : 0;
}

export interface Accent {
  accent: string;
  /** For text and signs on the accent. */
  onAccent: string;
}

/** A colour with a share of another in it. */
function mix(rgb: RGB, other: RGB, share: number): RGB {
  return rgb.map((c, i) => Math.round(c + ((other[i] ?? 0) - c) * share)) as RGB;
}

/**
 * The nearest colour to a site's accent that can be read on a theme's surfaces and on its own soft
 * fill, with what can be read on it. Undefined when the accent is not written #RRGGBB.
 */
export function readableAccent(hex: string, theme: 'light' | 'dark'): Accent | undefined {
  const from = parse(hex);
  const surface = parse(surfaces[theme]);
  if (!from || !surface) return undefined;
  const dark: RGB = [14, 19, 48];
  const white: RGB = [255, 255, 255];
  const end: RGB = theme === 'light' ? [0, 0, 0] : white;
  let colour = from;
  for (let step = 1; ratio(colour, mix(surface, colour, soft[theme])) < wanted; step += 1) {
    colour = mix(from, end, step / 100);
  }
  const on = ratio(colour, white) >= ratio(colour, dark) ? white : dark;
  return { accent: write(colour), onAccent: write(on) };
}

function write(rgb: RGB): string {
  return `#${rgb.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
