// A site chooses its own accent; readers keep their contrast (WCAG 2.2: 4.5:1 for text). A colour
// that fails is moved towards black or white, no further than it has to be, and keeps its hue.

type RGB = [number, number, number];

const surfaces = { light: '#FFFFFF', dark: '#1E232C' } as const;
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

/**
 * The nearest colour to a site's accent that can be read on a theme's surfaces, with what can be
 * read on it. Undefined when the accent is not written #RRGGBB.
 */
export function readableAccent(hex: string, theme: 'light' | 'dark'): Accent | undefined {
  const from = parse(hex);
  const surface = parse(surfaces[theme]);
  if (!from || !surface) return undefined;
  const end = theme === 'light' ? 0 : 255;
  let colour = from;
  for (let step = 0; step <= 100 && ratio(colour, surface) < wanted; step += 1) {
    colour = from.map((c) => Math.round(c + ((end - c) * step) / 100)) as RGB;
  }
  const dark: RGB = [14, 19, 48];
  const white: RGB = [255, 255, 255];
  const on = ratio(colour, white) >= ratio(colour, dark) ? white : dark;
  return { accent: write(colour), onAccent: write(on) };
}

function write(rgb: RGB): string {
  return `#${rgb.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}
