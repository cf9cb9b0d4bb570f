// Key chords as text: "e", "Shift+E", "?", "Mod+Enter", "Alt+Shift+A", and sequences such as "g i".
// Mod is Ctrl, or Command on a Mac. With Alt the place of the key counts, since Alt changes the letter.

export type Stroke = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

const mac = /Mac|iPhone|iPad/u.test(globalThis.navigator?.platform ?? '');

/** How long after the first key of a sequence the second may come, in milliseconds. */
export const sequenceWithin = 1500;

interface Parts {
  mod: boolean;
  alt: boolean;
  shift: boolean;
  key: string;
}

function parts(chord: string): Parts {
  const words = chord === '+' ? ['+'] : chord.split('+');
  const key = words.at(-1) ?? '';
  return {
    mod: words.includes('Mod'),
    alt: words.includes('Alt'),
    shift: words.includes('Shift'),
    key,
  };
}

/** Whether one stroke is the chord, which must not be a sequence. */
export function matches(chord: string, e: Stroke): boolean {
  const want = parts(chord);
  const mod = mac ? e.metaKey : e.ctrlKey;
  const other = mac ? e.ctrlKey : e.metaKey;
  if (want.mod !== mod || other || want.alt !== e.altKey) return false;
  if (want.alt) return e.shiftKey === want.shift && e.code === codeOf(want.key);
  if (/^[a-z]$/iu.test(want.key))
    return e.shiftKey === want.shift && e.key.toLowerCase() === want.key.toLowerCase();
  if (want.key.length === 1) return e.key === want.key; // "?" needs Shift on some layouts only
  return e.shiftKey === want.shift && e.key === want.key;
}

function codeOf(key: string): string {
  if (/^[a-z]$/iu.test(key)) return `Key${key.toUpperCase()}`;
  return /^\d$/u.test(key) ? `Digit${key}` : key;
}

/** Whether a chord needs no modifier, so that it must stay out of text fields and can be switched off. */
export function isSingle(chord: string): boolean {
  const first = strokes(chord)[0] ?? '';
  const { mod, alt, key } = parts(first);
  return !mod && !alt && key.length === 1;
}

/** The strokes of a chord or sequence, in order. */
export function strokes(chord: string): string[] {
  return chord.split(' ');
}

const capNames: Record<string, string> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Alt: mac ? '⌥' : 'Alt',
  Shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
};

/** What to print on the caps: one text for each stroke. */
export function keyCaps(chord: string): string[] {
  return strokes(chord).map((stroke) => {
    const words = stroke === '+' ? ['+'] : stroke.split('+');
    return words
      .map((word) => capNames[word] ?? (words.length > 1 ? word.toUpperCase() : word))
      .join(' ');
  });
}

/** The chord for aria-keyshortcuts; empty for a sequence, which that attribute cannot say. */
export function ariaChord(chord: string): string {
  if (chord.includes(' ')) return '';
  return chord.replace('Mod', mac ? 'Meta' : 'Control');
}

/** The chord of a stroke, to let a person choose one. Undefined while only modifiers are down. */
export function chordOf(e: Stroke): string | undefined {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Unidentified'].includes(e.key))
    return undefined;
  const mod = mac ? e.metaKey : e.ctrlKey;
  const letter = /^Key([A-Z])$/u.exec(e.code)?.[1] ?? /^Digit(\d)$/u.exec(e.code)?.[1];
  const key = e.altKey && letter ? letter : e.key === ' ' ? 'Space' : e.key;
  const symbol = key.length === 1 && !/[a-z0-9]/iu.test(key) && !e.altKey && !mod;
  const shift = e.shiftKey && !symbol;
  const plain =
    key.length === 1 && !shift && !e.altKey && !mod
      ? key.toLowerCase()
      : key.length === 1
        ? key.toUpperCase()
        : key;
  return [mod && 'Mod', e.altKey && 'Alt', shift && 'Shift', plain].filter(Boolean).join('+');
}
