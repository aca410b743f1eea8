// What a user changes while a model is open, and how long the service takes to show it: one number of one part, a
// parameter, a number on which every part depends, a comment.
import type { Answer, Change } from "./client.ts";
import { Client } from "./client.ts";
import type { Prepared } from "./programs.ts";
import { processorMilliseconds, type Service } from "./warm.ts";

/** An answer, and what all processes of the service computed for it: milliseconds, in steps of ten. */
export interface EditAnswer extends Answer {
  readonly cpu: number;
}

export interface Edit {
  readonly program: string;
  readonly what: string;
  /** The change number `k`; each is made once. */
  readonly change: (source: string, k: number) => Change;
}

/** Replaces what must be there. */
function replaced(source: string, pattern: RegExp, text: string): Change {
  if (!pattern.test(source)) throw new Error(`the program has no ${pattern}`);
  return { source: source.replace(pattern, text) };
}

export const edits: readonly Edit[] = [
  {
    program: "parts",
    what: "text: one part of 200",
    change: (source, k) => replaced(source, /5 \/\* edited \*\//, `${5 + k / 64} /* edited */`),
  },
  { program: "parts", what: "parameter: one part of 200", change: (_, k) => ({ parameters: { lift: 4 + k / 64 } }) },
  { program: "parts", what: "text: a comment", change: (source, k) => ({ source: `${source}\n// ${k}\n` }) },
  { program: "parts", what: "text: all 200 parts", change: (_, k) => ({ parameters: { detail: 8 + (k % 97) / 8 } }) },
  {
    program: "stamps",
    what: "text: one letter",
    change: (source, k) => replaced(source, /URGENT!/, `URGENT${String.fromCharCode(33 + (k % 60) * 3)}`),
  },
  {
    program: "rounded-boxes",
    what: "text: the height of all",
    change: (source, k) => replaced(source, /40, 24 \+ i/, `40, ${24 + k / 64} + i`),
  },
  {
    program: "bolts",
    what: "text: one of many sizes",
    change: (source, k) => replaced(source, /d = d \* 2\.2/, `d = d * ${2.2 + k / 512}`),
  },
];

/** Answers by service; changes that came before have been seen by it. Undefined where the service gave no result. */
export async function measureEdit(
  edit: Edit,
  prepared: Prepared,
  services: readonly Service[],
  rounds: number,
): Promise<readonly (readonly EditAnswer[] | undefined)[]> {
  const clients = services.map(({ url }) => new Client(url, prepared, "json"));
  const answers: (EditAnswer[] | undefined)[] = services.map(() => []);
  const warmUp = 5;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let k = 0; k < clients.length; k++) {
      const at = round % 2 === 0 ? k : clients.length - 1 - k;
      const client = clients[at] as Client;
      const service = services[at] as Service;
      const before = processorMilliseconds(service);
      const answer = await client.evaluate(edit.change(client.source, round + 1));
      if (answer === undefined) answers[at] = undefined;
      else if (round >= warmUp) answers[at]?.push({ ...answer, cpu: processorMilliseconds(service) - before });
    }
  }
  return answers;
}
