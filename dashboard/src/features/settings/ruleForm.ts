// A rule's conditions as the lines of a form: each asks for one thing.

import type { Conditions } from '../../data/rules.ts';

export const listKinds = ['topic', 'tier', 'language', 'page'] as const;
export const choiceKinds = ['reason', 'sentiment'] as const;
export const kinds = [...listKinds, 'foreign', 'hours', ...choiceKinds, 'attribute'] as const;

export type Kind = (typeof kinds)[number];

export interface Line {
  key: number;
  kind: Kind;
  /** Of an attribute. */
  name: string;
  /** Words with commas between; open or closed for hours. */
  value: string;
}

const joined = (words: readonly string[] | undefined) => (words ?? []).join(', ');

export function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

export function toLines(when: Conditions): Line[] {
  const found: Omit<Line, 'key'>[] = [
    ...[...listKinds, ...choiceKinds]
      .filter((kind) => when[kind]?.length)
      .map((kind) => ({ kind, name: '', value: joined(when[kind]) })),
    ...(when.foreign ? [{ kind: 'foreign' as const, name: '', value: '' }] : []),
    ...(when.hours ? [{ kind: 'hours' as const, name: '', value: when.hours }] : []),
    ...Object.entries(when.attributes ?? {}).map(([name, value]) => ({
      kind: 'attribute' as const,
      name,
      value,
    })),
  ];
  return found.map((line, key) => ({ ...line, key }));
}

/** Whether a line asks for nothing yet: kept, the rule would match more than it says. */
export function isOpen({ kind, name, value }: Line): boolean {
  if (kind === 'foreign' || kind === 'hours') return false;
  if (kind === 'attribute') return !name.trim() || !value.trim();
  return words(value).length === 0;
}

/** Lines without words ask for nothing, and are left out. */
export function fromLines(lines: readonly Line[]): Conditions {
  const when: Conditions = {};
  const attributes: Record<string, string> = {};
  for (const { kind, name, value } of lines) {
    switch (kind) {
      case 'foreign':
        when.foreign = true;
        break;
      case 'hours':
        when.hours = value === 'closed' ? 'closed' : 'open';
        break;
      case 'attribute':
        if (name.trim() && value.trim()) attributes[name.trim()] = value.trim();
        break;
      default:
        if (words(value).length > 0) when[kind] = words(value);
    }
  }
  return Object.keys(attributes).length > 0 ? { ...when, attributes } : when;
}

/** What may be asked for once more: attributes as often as one likes, all else once. */
export function freeKinds(lines: readonly Line[]): Kind[] {
  return kinds.filter((kind) => kind === 'attribute' || lines.every((line) => line.kind !== kind));
}
