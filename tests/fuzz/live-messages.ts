// Messages of a live session that are broken or hostile, one for each seed: valid ones with something of them changed, and
// bytes that are no message at all.
import { makeRandom } from "../load/random.ts";

const programs = [
  "cube(1);",
  "cube(",
  "",
  "echo(undef); assert(false);",
  "sphere($fn = 1e9);",
  "module m() { m(); } m();",
  "for (i = [0 : 999999]) for (j = [0 : 999999]) cube();",
  "%#cube(1); !sphere(1); *square();",
  "scale(1 / 0) cube(0 / 0); translate([1e308, 1e308]) cube(1e308);",
  'linear_extrude(1) text("\\u0000");',
  'include <main.scad>\nuse <../../etc/passwd>\nimport("/etc/passwd");',
  "\u{1F600}\u0000\ud800",
];

const values: readonly unknown[] = [
  null,
  -1,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  "",
  "x".repeat(3000),
  [],
  {},
  true,
  ["__proto__"],
  { __proto__: 1 },
  Number.NaN,
];

/** A text, or bytes. */
export function hostileMessage(seed: number): string | Uint8Array<ArrayBuffer> {
  const random = makeRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const revision = Math.floor(random() * 2000);
  const edit = () => ({ start: Math.floor(random() * 12), end: Math.floor(random() * 12), text: pick(programs) });
  const message = pick<Record<string, unknown>>([
    { type: "open", protocol: 1, source: pick(programs), have: ["0".repeat(32)], drafts: random() < 0.5 },
    { type: "change", revision, files: { "main.scad": pick(programs) } },
    { type: "change", revision, files: { "main.scad": { edits: [edit(), edit()] } } },
    { type: "change", revision, files: { "a.scad": pick(programs), "b/../c.scad": null } },
    { type: "change", revision, parameters: { x: pick(values), $fn: 3 } },
    { type: "change", revision, files: { "a.png": { base64: "AAAA" } } },
  ]);
  const kind = random();
  if (kind < 0.3) return JSON.stringify(message);
  if (kind < 0.6) {
    const name = pick([...Object.keys(message), "type", "files", "unknown", "__proto__"]);
    return JSON.stringify({ ...message, [name]: pick(values) });
  }
  const bytes = new TextEncoder().encode(JSON.stringify(message));
  for (let k = 0; k < 1 + random() * 8; k++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  // Sockets send texts only when they are texts.
  return kind < 0.9 ? new TextDecoder().decode(bytes.subarray(0, Math.ceil(random() * bytes.length))) : bytes;
}
