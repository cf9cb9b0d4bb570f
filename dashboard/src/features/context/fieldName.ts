/** The name under which a field is kept, made from what a person calls it: "Order no." is "order_no". */
export function fieldName(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '_')
    .replace(/^[_0-9]+|_+$/gu, '');
  return plain.slice(0, 50);
}
