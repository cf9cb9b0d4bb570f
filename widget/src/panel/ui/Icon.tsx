// Signs are drawn with one stroke in a square of 24; `turn` mirrors those that point somewhere.

const paths = {
  back: 'M14.5 6 8.5 12l6 6',
  next: 'm9.5 6 6 6-6 6',
  down: 'M12 5.5V19m-5.5-6L12 18.5 17.5 13',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  close: 'm6.5 6.5 11 11m0-11-11 11',
  send: 'M12 18.5V6m-5.5 5L12 5.5 17.5 11',
  person:
    'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5M5 20c.5-3.8 3.2-5.75 7-5.75S18.5 16.2 19 20',
  check: 'm5.5 12.5 4.25 4.25L18.5 8',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16m0-12.5V12l3 2',
  alert: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17m0-13V13m0 3.25h.01',
  off: 'm4.5 4.5 15 15M4 9.5a12.5 12.5 0 0 1 4.5-2.6m5-.7A12.5 12.5 0 0 1 20 9.5M7.5 13.5a7.5 7.5 0 0 1 3.5-2m4 .5 1.5 1.5M12 17.5h.01',
  search: 'M10.75 17a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5m4.75-1.5 4 4',
} as const;

export type Sign = keyof typeof paths;

export function Icon(props: { sign: Sign; small?: boolean; turn?: boolean }) {
  const { sign, small, turn } = props;
  const dots = sign === 'more' ? ' dots3' : '';
  return <Path d={paths[sign]} class={`i${small ? ' s' : ''}${turn ? ' turn' : ''}${dots}`} />;
}

export function Path(props: { d: string; class?: string }) {
  return (
    <svg class={props.class ?? 'i'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={props.d} />
    </svg>
  );
}

/** The assistant's mark. */
export function Spark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3q1 8 9 9-8 1-9 9-1-8-9-9 8-1 9-9z" />
    </svg>
  );
}
