// The colors of programs are sRGB, as in STEP files; the library's own are linear, and it converts them when it writes.

/** One channel, from 0 to 1 (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The inverse, to as many digits as the library's single precision has. */
export function fromLinear(value: number): number {
  const shade = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(1e6 * shade) / 1e6;
}
