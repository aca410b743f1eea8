// Mutated programs: the parser never throws, never hangs, and says something about what it refuses.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { collectAnnotations } from "../../../backend/ast/annotations.ts";
import { customizerParameters } from "../../../backend/ast/parameters.ts";
import { printAst } from "../../../backend/ast/print.ts";
import { parseText } from "./harness.ts";

const seeds = [
  "a=1;b=[for(i=[0:2:9])if(i%2==0)i else each [i,-i]];module m(x,y=2){translate([x,y])#cube(x,center=true);if(x>1){m(x-1);}else sphere(y);}m(3)*cube();",
  'include <a.scad> use <b.scad> use <c.ttf>\nfunction f(a,b=let(c=1)c)=a?b:assert(a,"m\\n\\u00e9")echo(b)f(a-1)^-2;\nx=f(1)[0].y(2);',
  '/* [Tab] */\n// text\nv = [1,2,3]; // [0:0.5:10]\ns="a\nb"; // [a:A, b:B]\n$fn=0x1F; 2d=1e5; y=1e400;{ y = 2; }',
  "[for(i=0,j=1;i<5;i=i+1,j=j*2)let(k=i)(for(l=k)l)];!#%if(a&&b||!c)for(i=a)for(j=b){;{}x=~1<<2|3&4;}",
];
const files = {
  "/a.scad": "q=1; // open comment",
  "/b.scad": 'include <a.scad> function lib()=1;"',
  "/d.scad": "/*",
};

function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
}

const interesting = [
  ...Buffer.from('()[]{};,=+-*/%^!<>?:."\\#&|~$ \n\t\r09aexXuU_'),
  0,
  3,
  0x80,
  0xa0,
  0xc2,
  0xe2,
  0xef,
  0xff,
];

function mutate(bytes: number[], random: (n: number) => number): void {
  for (let times = 1 + random(6); times > 0; times--) {
    const at = random(bytes.length + 1);
    switch (random(5)) {
      case 0:
        bytes.splice(at, 1 + random(4));
        break;
      case 1:
        bytes.splice(at, 0, interesting[random(interesting.length)] as number);
        break;
      case 2:
        bytes[at] = interesting[random(interesting.length)] as number;
        break;
      case 3:
        bytes.splice(at, 0, ...bytes.slice(random(bytes.length), random(bytes.length)));
        break;
      default:
        bytes.length = at;
    }
  }
}

/** Parses and does everything that comes after; gives the number of errors. */
function survive(bytes: Uint8Array, hardWarnings: boolean): void {
  const parsed = parseText(bytes, { files, limits: { nesting: 100 }, options: { hardWarnings, definitions: ["a=2"] } });
  const errors = parsed.lines.filter((line) => line.startsWith("ERROR: Parser error"));
  expect(errors.length > 0).toBe(parsed.file.failed);
  printAst(parsed.file, collectAnnotations(parsed.file, parsed.ctx.sources));
  customizerParameters(parsed.file, parsed.ctx.sources);
}

test("mutated bytes", () => {
  const random = generator(20261);
  for (let round = 0; round < 4000; round++) {
    const bytes = [...Buffer.from(seeds[random(seeds.length)] as string)];
    mutate(bytes, random);
    survive(Uint8Array.from(bytes.slice(0, 2000)), round % 5 === 0);
  }
});

test("every beginning of a program", () => {
  for (const seed of seeds) {
    const bytes = Buffer.from(seed);
    for (let length = 0; length <= bytes.length; length++) survive(bytes.subarray(0, length), false);
  }
});

test("random tokens", () => {
  const random = generator(7);
  const tokens =
    '( ) [ ] { } ; , = + - * / % ^ ! < > ? : . # & | ~ a 1 "s" if else for let each module function true assert echo <= == && || include<a.scad> use<b.scad> include<d.scad> \u0003'.split(
      " ",
    );
  for (let round = 0; round < 3000; round++) {
    let text = "";
    for (let n = random(30); n >= 0; n--) text += `${tokens[random(tokens.length)]} `;
    survive(Buffer.from(text), false);
  }
});

test("this file is no program", () => {
  survive(readFileSync(join(import.meta.dir, "fuzz.test.ts")), false);
});
