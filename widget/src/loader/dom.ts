/** Makes an element with a class and children, without HTML text: the host may require Trusted Types. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  el.className = name;
  el.append(...children);
  return el;
}
