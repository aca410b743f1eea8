// Content hashes: one function, so that every key in the program has the same form.

/** SHA-256 as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return Bun.SHA256.hash(content, "hex");
}
