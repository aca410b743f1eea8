// Makes random programs over every geometry module, the same for the same seed. A share of the parameters is odd: zero,
// negative, infinite, no number at all; children may be missing, empty, of the other dimension, or modified.
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";

export interface RandomShapeOptions {
  /** How many of a hundred parameters are odd. */
  readonly odd: number;
  /** How many of a hundred children have the wrong dimension. */
  readonly mixed: number;
  /** Levels of operators above the leaves. */
  readonly depth: number;
}

/** Files that programs import: by absolute path, `/main.scad` being the program. */
export const shapeFiles: ReadonlyMap<string, string> = new Map([
  ["/t.off", "OFF\n4 4 0\n0 0 0\n3 0 0\n0 3 0\n0 0 3\n3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n"],
  ["/open.off", "OFF\n4 3 0\n0 0 0\n3 0 0\n0 3 0\n0 0 3\n3 0 2 1\n3 0 1 3\n3 0 3 2\n"],
  ["/q.obj", "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nv 1 1 2\nf 4 3 2 1\nf 1 2 5\nf 2 3 5\nf 3 4 5\nf 4 1 5\n"],
  [
    "/s.stl",
    "solid s\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid\n",
  ],
  [
    "/d.svg",
    '<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/><path d="M1,1 H8 L4,8 Z M3,3 L5,3 L4,4 Z"/><line x1="0" y1="0" x2="9" y2="9" stroke="red" stroke-width="0.5"/></svg>',
  ],
  ["/h.dat", "1 2 3\n0 -1 2\n"],
  ["/r.dat", "# ragged\n1 2\n0 3 1 4\n2\n"],
  [
    "/p.dxf",
    `0\nSECTION\n2\nENTITIES\n${[
      [0, 0, 6, 0],
      [6, 0, 3, 5],
      [3, 5, 0, 0],
    ]
      .map(([a, b, c, d]) => `0\nLINE\n8\na\n10\n${a}\n20\n${b}\n11\n${c}\n21\n${d}\n`)
      .join("")}0\nCIRCLE\n8\nb\n10\n3\n20\n2\n40\n1\n0\nTEXT\n8\na\n0\nENDSEC\n0\nEOF\n`,
  ],
]);

/** A random program. */
export function makeShapeProgram(seed: number, options: RandomShapeOptions = { odd: 12, mixed: 6, depth: 4 }): string {
  return new ShapeMaker(seed, options).program();
}

type Dimension = 2 | 3;

const oddNumbers = [
  "0",
  "-1",
  "-0",
  "1e-9",
  "1e-4",
  "1e6",
  "1e9",
  "1e200",
  "1/0",
  "-1/0",
  "0/0",
  "undef",
  '"a"',
  "[1]",
  "true",
];
const oddFragments = ["0", "1", "2", "-5", "7.9", "300", "1e9", "1/0", "0/0", "undef"];
const modifiers = ["#", "%", "*", "%#"];

class ShapeMaker {
  readonly #random: MersenneTwister;
  readonly #options: RandomShapeOptions;

  constructor(seed: number, options: RandomShapeOptions) {
    this.#random = new MersenneTwister(seed);
    this.#options = options;
  }

  program(): string {
    const dimension = this.#dimension();
    const lines: string[] = [];
    if (this.#chance(30)) lines.push(`$fn = ${this.#fragments()};`);
    if (this.#chance(10)) lines.push(`$fa = ${this.#chance(60 - this.#options.odd) ? "30" : this.#fragments()};`);
    if (this.#chance(10)) lines.push(`$fs = ${this.#chance(60 - this.#options.odd) ? "0.5" : this.#fragments()};`);
    lines.push(`module both() { ${this.#shape(3, 1)} ${this.#shape(2, 1)} }`);
    lines.push("module wrap() { children(); }");
    const count = 1 + this.#below(3);
    for (let k = 0; k < count; k++) lines.push(this.#shape(dimension, this.#options.depth));
    if (this.#chance(3)) lines.push(`!${this.#shape(dimension, 1)}`);
    return lines.join("\n");
  }

  /** One statement that should make a shape of the dimension. */
  #shape(wanted: Dimension, depth: number): string {
    const dimension = this.#chance(this.#options.mixed) ? 5 - wanted : wanted;
    const text = depth === 0 || this.#chance(15) ? this.#leaf(dimension) : this.#operator(dimension, depth);
    return this.#chance(6) ? `${this.#pick(modifiers)}${text}` : text;
  }

  #leaf(dimension: number): string {
    return dimension === 2 ? this.#flatLeaf() : this.#solidLeaf();
  }

  #flatLeaf(): string {
    switch (this.#below(8)) {
      case 0:
      case 1:
        return `square(${this.#size(2)}, center = ${this.#flag()});`;
      case 2:
      case 3:
        return `circle(${this.#number()}${this.#special()});`;
      case 4:
        return `polygon(${this.#points(2, 3 + this.#below(9))});`;
      case 5: {
        const count = 4 + this.#below(6);
        return `polygon(${this.#points(2, count)}, ${this.#faces(count)}, ${this.#number()});`;
      }
      case 6:
        return `text("${this.#pick(["a", "B8", "", "=:", "i j", "é"])}", ${this.#number()}${this.#lettering()}${this.#special()});`;
      default:
        return this.#chance(50)
          ? `import("${this.#pick(["d.svg", "d.svg", "none.dxf"])}"${this.#special()});`
          : `import("p.dxf", layer = ${this.#pick(['"a"', '"b"', '""', "undef"])}${this.#special()});`;
    }
  }

  #solidLeaf(): string {
    switch (this.#below(10)) {
      case 0:
      case 1:
      case 2:
        return `cube(${this.#size(3)}, center = ${this.#flag()});`;
      case 3:
      case 4:
        return `sphere(${this.#number()}${this.#special()});`;
      case 5:
      case 6:
        return `cylinder(${this.#number()}, ${this.#number()}, ${this.#number()}, ${this.#flag()}${this.#special()});`;
      case 7:
        return this.#chance(60)
          ? `polyhedron(${this.#points(3, 4)}, [[0,1,2],[0,3,1],[0,2,3],[1,3,2]]);`
          : `polyhedron(${this.#points(3, 6)}, ${this.#faces(6)});`;
      case 8:
        return `import("${this.#pick(["t.off", "t.off", "q.obj", "open.off", "s.stl", "none.3mf"])}");`;
      default:
        return `surface("${this.#pick(["h.dat", "r.dat"])}", center = ${this.#flag()}, invert = ${this.#flag()});`;
    }
  }

  #operator(dimension: number, depth: number): string {
    const inner = (of: number, count = this.#below(5) === 0 ? this.#below(2) : 2 + this.#below(2)): string =>
      `{ ${Array.from({ length: count }, () => this.#shape(of as Dimension, depth - 1)).join(" ")} }`;
    const one = (of: number): string => this.#shape(of as Dimension, depth - 1).replace(/^[#%*]+/, "");
    switch (this.#below(dimension === 2 ? 22 : 23)) {
      case 0:
      case 1:
      case 2:
        return `union() ${inner(dimension)}`;
      case 3:
      case 4:
      case 5:
        return `difference() ${inner(dimension)}`;
      case 6:
      case 7:
        return `intersection() ${inner(dimension)}`;
      case 8:
        return `hull() ${inner(dimension)}`;
      case 9:
        return `minkowski(${this.#chance(this.#options.odd) ? this.#number() : this.#below(9)}) ${inner(dimension, 2)}`;
      case 10:
        return `translate(${this.#vector(3)}) ${one(dimension)}`;
      case 11:
        return `rotate(${this.#vector(3)} * 30${this.#chance(30) ? `, ${this.#vector(3)}` : ""}) ${one(dimension)}`;
      case 12:
        return `scale(${this.#vector(3)}) ${one(dimension)}`;
      case 13:
        return `mirror(${this.#vector(3)}) ${one(dimension)}`;
      case 14:
        return `multmatrix([${[0, 1, 2].map(() => this.#vector(4)).join(", ")}]) ${one(dimension)}`;
      case 15:
        return `color(${this.#pick(['"red"', "[0,1,0,0.5]", '"none"', this.#vector(3)])}) ${inner(dimension)}`;
      case 16:
        return `resize(${this.#vector(3)}, auto = ${this.#flag()}) ${inner(dimension)}`;
      case 17:
        return `for (i = [0 : ${this.#below(4)}]) translate([i * ${this.#number()}, i, 0]) ${one(dimension)}`;
      case 18:
        return `${this.#pick(["render()", "group()", "wrap()", "fill()", "intersection_for(i = [0 : 1]) translate([i, 0, 0])"])} ${inner(dimension)}`;
      case 19:
        return this.#chance(50) ? "both();" : `if (${this.#flag()}) ${inner(dimension)} else ${one(dimension)}`;
      default:
        return dimension === 2 ? this.#flatOperator(inner) : this.#solidOperator(inner);
    }
  }

  #flatOperator(inner: (of: number) => string): string {
    switch (this.#below(5)) {
      case 0:
      case 1:
        return `projection(cut = ${this.#flag()}) ${inner(3)}`;
      case 2:
        return `offset(r = ${this.#number()}${this.#special()}) ${inner(2)}`;
      case 3:
        return `offset(delta = ${this.#number()}, chamfer = ${this.#flag()}) ${inner(2)}`;
      default:
        return `fill() ${inner(2)}`;
    }
  }

  #solidOperator(inner: (of: number) => string): string {
    switch (this.#below(4)) {
      case 0: {
        const slices = this.#chance(30) ? `, slices = ${this.#chance(80) ? this.#below(20) : this.#number()}` : "";
        const segments = this.#chance(20) ? `, segments = ${this.#below(30)}` : "";
        const along = this.#chance(25) ? `, v = ${this.#vector(3)}` : "";
        return `linear_extrude(${this.#number()}${along}, center = ${this.#flag()}, twist = ${this.#number()} * 20, scale = ${this.#vector(2)}${slices}${segments}${this.#special()}) ${inner(2)}`;
      }
      case 1:
        return `linear_extrude(${this.#number()}) ${inner(2)}`;
      case 2:
        return `rotate_extrude(${this.#chance(50) ? `${this.#number()} * 40` : "undef"}${this.#chance(30) ? `, start = ${this.#number()} * 30` : ""}${this.#special()}) translate([10, 0]) ${inner(2)}`;
      default:
        return `roof(${this.#pick(["undef", '"straight"', '"voronoi"', '"none"'])}${this.#special()}) ${inner(2)}`;
    }
  }

  /** Mostly between −5 and 10, mostly on a coarse grid, so that faces and edges meet. */
  #number(): string {
    if (this.#chance(this.#options.odd)) return this.#pick(oddNumbers);
    return this.#chance(70) ? String(1 + this.#below(6)) : String((this.#below(1500) - 500) / 100);
  }

  #vector(length: number): string {
    if (this.#chance(this.#options.odd / 3))
      return this.#pick(["undef", "[]", "2", "[1, 2]", "[1, 2, 3, 4, 5]", '"v"']);
    return `[${Array.from({ length }, () => (this.#chance(40) ? String(this.#below(3)) : this.#number())).join(", ")}]`;
  }

  #size(length: number): string {
    return this.#chance(50) ? this.#number() : this.#vector(length);
  }

  #points(length: number, count: number): string {
    const coordinate = (): string =>
      this.#chance(this.#options.odd / 6) ? this.#pick(oddNumbers) : String(this.#below(8));
    return `[${Array.from({ length: count }, () => `[${Array.from({ length }, coordinate).join(",")}]`).join(",")}]`;
  }

  #faces(points: number): string {
    const index = (): string =>
      this.#chance(this.#options.odd / 6) ? this.#pick(["-1", "99", '"x"', "0.5"]) : String(this.#below(points));
    const face = (): string =>
      this.#chance(this.#options.odd / 6)
        ? this.#pick(oddNumbers)
        : `[${Array.from({ length: 3 + this.#below(3) }, index).join(",")}]`;
    return `[${Array.from({ length: 1 + this.#below(8) }, face).join(",")}]`;
  }

  #lettering(): string {
    const options = [
      `spacing = ${this.#pick(["0.5", "2", "-1"])}`,
      `halign = ${this.#pick(['"right"', '"center"', '"left"', '"top"'])}`,
      `valign = ${this.#pick(['"top"', '"bottom"', '"center"', "3"])}`,
      `direction = ${this.#pick(['"rtl"', '"ttb"', '"btt"', '"x"'])}`,
      `font = ${this.#pick(['"Liberation Mono"', '"Liberation Serif:style=Bold"', '"none"'])}`,
    ];
    return this.#chance(50) ? `, ${this.#pick(options)}` : "";
  }

  #special(): string {
    return this.#chance(50) ? `, $fn = ${this.#fragments()}` : "";
  }

  #fragments(): string {
    return this.#chance(this.#options.odd) ? this.#pick(oddFragments) : String(3 + this.#below(10));
  }

  #flag(): string {
    return this.#chance(50) ? "true" : "false";
  }

  #dimension(): Dimension {
    return this.#chance(70) ? 3 : 2;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #chance(percent: number): boolean {
    return this.#random.next() / 2 ** 32 < percent / 100;
  }

  #below(count: number): number {
    return Math.floor((this.#random.next() / 2 ** 32) * count);
  }
}
