/** `"Reis, Ana" <press@example.org>`, or the bare address where there is no name. */
export function mailbox(name: string, address: string): string {
  const bare = name.trim();
  return bare ? `"${bare.replaceAll('"', '\\"')}" <${address.trim()}>` : address.trim();
}

/** A fingerprint in pairs, as those who run servers read it out. */
export function fingerprint(hex: string): string {
  return (hex.match(/.{1,2}/g) ?? []).join(':').toUpperCase();
}
