/** A fresh idempotency key of 26 letters and digits, for one thing that is asked of the server. */
export function newClientID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (b) => (b % 32).toString(32)).join('');
}
