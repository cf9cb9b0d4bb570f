import type { Profile } from '@baton/shared/facts.gen';
import type { ComponentChildren } from 'preact';
import { Spark } from './Icon.tsx';

type Size = 14 | 20 | 28 | 32 | 36 | 72;

/** A person's picture, or the first letter of the name on a tint of their own. The name stands beside it. */
export function Face(props: { of: Profile; size?: Size }) {
  const { of, size = 36 } = props;
  return (
    <span class={`face d${size}`} aria-hidden="true" style={`--hue:${hue(of.id)}`}>
      {of.picture ? <img src={of.picture} alt="" /> : <b>{[...of.name][0]?.toUpperCase()}</b>}
    </span>
  );
}

/** The assistant: violet, with a spark, never a face. */
export function Assistant(props: { size?: Size }) {
  return (
    <span class={`face pip d${props.size ?? 36}`} aria-hidden="true">
      <Spark />
    </span>
  );
}

/** Somebody who is not there yet. */
export function Empty(props: { children: ComponentChildren }) {
  return (
    <span class="face d32 empty" aria-hidden="true">
      {props.children}
    </span>
  );
}

export function Faces(props: { of: readonly Profile[]; soft?: boolean }) {
  return (
    <span class={props.soft ? 'faces soft' : 'faces'} aria-hidden="true">
      {props.of.slice(0, 3).map((p) => (
        <Face key={p.id} of={p} size={32} />
      ))}
    </span>
  );
}

/** A hue that stays the same for one id, in degrees. */
function hue(id: string): number {
  let n = 0;
  for (let i = 0; i < id.length; i += 1) n = (n * 31 + id.charCodeAt(i)) % 360;
  return n;
}
