// Damages files as programs meet them: numbers become odd ones, lines are lost, doubled and moved, bytes change.
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";

const oddNumbers = [
  "0",
  "-1",
  "1",
  "2",
  "3",
  "-0",
  "1e-9",
  "1e9",
  "1e38",
  "1e308",
  "nan",
  "inf",
  "99999999999",
  "0.5",
  "",
  "x",
];

/** A damaged copy; the same for the same seed. Compressed and binary files are damaged byte by byte. */
export function damage(whole: Uint8Array, seed: number): Uint8Array {
  const random = new MersenneTwister(seed);
  const below = (count: number): number => Math.floor((random.next() / 2 ** 32) * count);
  const isText = !whole.subarray(0, 200).some((byte) => byte === 0 || byte > 126);
  const times = 1 + below(3);
  let bytes = whole;
  for (let k = 0; k < times; k++) bytes = isText && below(8) > 0 ? damageText(bytes, below) : damageBytes(bytes, below);
  return bytes;
}

type Below = (count: number) => number;

function damageText(bytes: Uint8Array, below: Below): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  return new TextEncoder().encode(below(2) === 0 ? damageNumber(text, below) : damageLines(text, below));
}

function damageNumber(text: string, below: Below): string {
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?(e[-+]?\d+)?/g)];
  const chosen = numbers[below(numbers.length)];
  if (chosen === undefined) return text;
  const value =
    below(3) === 0 ? (numbers[below(numbers.length)]?.[0] ?? "") : (oddNumbers[below(oddNumbers.length)] as string);
  return text.slice(0, chosen.index) + value + text.slice(chosen.index + chosen[0].length);
}

/** Of files on one line, the tags. */
function damageLines(text: string, below: Below): string {
  const separator = text.split("\n").length > 4 ? "\n" : ">";
  const lines = text.split(separator);
  const [at, to] = [below(lines.length), below(lines.length)];
  const taken = lines.slice(at, at + 1 + below(4));
  switch (below(3)) {
    case 0:
      lines.splice(at, taken.length);
      break;
    case 1:
      lines.splice(to, 0, ...taken);
      break;
    default:
      lines.splice(to, taken.length, ...taken);
  }
  return lines.join(separator);
}

function damageBytes(whole: Uint8Array, below: Below): Uint8Array {
  if (below(4) === 0) return whole.slice(0, below(whole.length));
  const bytes = whole.slice();
  for (let left = below(6); left >= 0; left--)
    bytes[below(bytes.length)] = below(2) === 0 ? below(256) : ([0, 255, 127, 128][below(4)] as number);
  return bytes;
}
