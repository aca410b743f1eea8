// Writes parameters as bytes to be hashed: every part says its own length or has a fixed one, so that different parameters
// give different bytes.
import { encodeUtf8 } from "../shared/text.ts";

export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  reset(): void {
    this.#length = 0;
  }

  /** What was written; valid until the next write. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  numbers(values: readonly number[]): void {
    this.#reserve(8 * (values.length + 1));
    this.number(values.length);
    for (let i = 0; i < values.length; i++) {
      this.#view.setFloat64(this.#length, values[i] as number, true);
      this.#length += 8;
    }
  }

  boolean(value: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value ? 1 : 0;
  }

  text(value: string): void {
    const encoded = encodeUtf8(value);
    this.#reserve(8 + encoded.length);
    this.number(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  /** Characters below 128 only: a kind, a key. */
  ascii(value: string): void {
    const { length } = value;
    this.#reserve(8 + length);
    this.number(length);
    for (let i = 0; i < length; i++) this.#bytes[this.#length + i] = value.charCodeAt(i);
    this.#length += length;
  }

  optionalText(value: string | undefined): void {
    this.boolean(value !== undefined);
    if (value !== undefined) this.text(value);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
