// Makes requests that a service should not trust, the same for the same seed: broken and hostile JSON, programs with
// bytes changed, files that lie about their kind, multipart and archives where none are taken, names that are special.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { zipSync } from "fflate";
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";
import { randomProgram } from "./programs.ts";
import { makeShapeProgram } from "./random-shape.ts";

export interface HostileRequest {
  /** Which family made it. */
  readonly family: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const root = path.resolve(import.meta.dir, "../..");
const json = { "content-type": "application/json" };
/** An archive tells when it was made: a seed must give the same bytes at any time. */
const zipOptions = { mtime: "2000-01-01T12:00:00" };

/** Programs whose bytes are changed: the examples and the suite. */
const programs: readonly string[] = [
  path.join(root, "examples"),
  ...["language", "geometry"].map((name) => path.join(root, "tests/suite", name)),
].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".scad"))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8")),
);

const names = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__", "valueOf", "then"],
  ...[
    "",
    " ",
    ".",
    "..",
    "a/../b",
    "/a",
    "a//b",
    "\u0000",
    "a\u0000.stl",
    "\ud800",
    "\u202e",
    "🦄.scad",
    "ﬁ",
    "CON",
    "a\nb",
  ],
  ...[
    "x".repeat(5000),
    "a.scad",
    "a.STL",
    "a.scad/",
    "%2e%2e/a",
    "..\\a",
    "C:a",
    "~a",
    "file:///a",
    "∕etc∕passwd",
    "$fn",
  ],
];

const numbers = [
  ...[
    "0",
    "-0",
    "1e308",
    "1e309",
    "-1e400",
    "1e-400",
    "9007199254740993",
    "0.1e1",
    "1E+2",
    "123456789012345678901234567890",
  ],
  ...["-1", "2147483648", "4294967296", "1e15", "NaN", "Infinity", "0x10", "01", "1_000", "+1", ".5", "5.", "--1"],
];

const types = [
  ...["application/json", "application/json; charset=utf-16", "text/plain", "application/x-openscad", "text/json"],
  ...[
    "application/problem+json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/zip",
    "",
    "a/b/c",
  ],
  ...["application/x-www-form-urlencoded", "application/octet-stream", "APPLICATION/JSON", "json", "\u00ff"],
];

const accepts = [
  "*/*",
  "application/json",
  "image/svg+xml",
  "model/*;q=0.1",
  "q=",
  ";;;,,,",
  "text/html",
  `a/b,${"x/y,".repeat(200)}`,
];

class Maker {
  readonly #random: MersenneTwister;
  constructor(seed: number) {
    this.#random = new MersenneTwister(seed);
  }

  request(): HostileRequest {
    const families = [
      () => this.#anyJson(),
      () => this.#wrongMember(),
      () => this.#oddText(),
      () => this.#changedBytes("json"),
      () => this.#changedBytes("program"),
      () => this.#changedProgram(),
      () => this.#randomProgram(),
      () => this.#lyingFiles(),
      () => this.#otherBody(),
    ];
    const { family, headers, body } = this.#pick(families)();
    const format = this.#chance(6)
      ? `?format=${encodeURIComponent(this.#pick(["stl", "svg", "3mf", "", "exe", "__proto__"]))}`
      : "";
    return {
      family,
      address: (this.#chance(4) ? "/api/parse" : "/api/evaluate") + format,
      headers: {
        ...headers,
        ...(this.#chance(12) ? { accept: this.#pick(accepts) } : {}),
        ...(this.#chance(20) ? { "content-encoding": this.#pick(["gzip", "br", "identity", "zstd, gzip", "x"]) } : {}),
        ...(this.#chance(20) ? { "x-request-id": this.#pick(["a", "../..", '"', "x".repeat(500), "{}"]) } : {}),
      },
      body: typeof body === "string" ? Buffer.from(body) : body,
    };
  }

  #anyJson(): Part {
    return { family: "any JSON", headers: json, body: this.#value(5) };
  }

  /** A good request in which one thing is not as it should be. */
  #wrongMember(): Part {
    const members = new Map([
      ["source", '"cube(2);"'],
      ["files", '{"a.scad":"x = 1;"}'],
      ["parameters", '{"size":3}'],
      ["limits", '{"time":1000}'],
      ["format", '"json"'],
    ]);
    const changed = this.#pick([...members.keys(), "code", "params", this.#pick(names)]);
    const value = this.#chance(3) ? this.#value(3) : this.#object(changed);
    members.set(changed, value);
    const text = [...members].map(([name, member]) => `${JSON.stringify(name)}:${member}`);
    if (this.#chance(5)) text.push(this.#pick(text));
    return { family: "wrong member", headers: json, body: `{${text.join(",")}}` };
  }

  /** An object with names and values that are special, for members that are objects. */
  #object(member: string): string {
    const value = (): string => {
      if (member === "files")
        return this.#pick(['""', '{"base64":"AAAA"}', '{"text":1}', '{"base64":"*"}', '{"text":"","x":1}', "null"]);
      if (member === "limits") return this.#pick([...numbers, '"1"', "null", "{}", "[]"]);
      return this.#chance(2) ? this.#pick(numbers) : this.#value(2);
    };
    const keys =
      member === "limits" ? ["time", "steps", "csgNodes", "facets", "triangles", "outputBytes", "memory"] : names;
    const entries = Array.from({ length: 1 + this.#below(4) }, () => `${JSON.stringify(this.#pick(keys))}:${value()}`);
    return `{${entries.join(",")}}`;
  }

  /** Texts that are special to readers of JSON. */
  #oddText(): Part {
    const depth = this.#pick([10, 63, 64, 65, 5000, 200_000]);
    const open = this.#pick(["[", '{"a":', "[[", '[{"":']);
    const close = (text: string): string =>
      [...text]
        .reverse()
        .map((c) => ({ "[": "]", "{": "}" })[c] ?? "")
        .join("");
    const body = this.#pick([
      () => open.repeat(depth),
      () => `{"source":${open.repeat(depth)}${close(open).repeat(depth)}}`,
      () => `\ufeff{"source":"cube(1);"}`,
      () => `{"source":"\\ud800\\udc00 \\ud800 \\u0000 \\u2028"}`,
      () => `{"source":"cube(1);","source":"cube(2);"}`,
      () => `{"source":"cube(1);"}garbage`,
      () => `{"source":"cube(1);","parameters":{"x":${this.#pick(numbers)}}}`,
      () => `{"__proto__":{"source":"cube(1);"},"source":"cube(__proto__);"}`,
      () => `{"constructor":{"prototype":{"polluted":1}},"source":""}`,
      () => `{"source":"","parameters":{"__proto__":{"polluted":1}}}`,
      () => `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(",")}}`,
      () => `{"source":"","files":{${Array.from({ length: 300 }, (_, i) => `"f${i}":""`).join(",")}}}`,
      () => `{"source":${JSON.stringify("(".repeat(this.#pick([100, 10_000, 500_000])))}}`,
      () =>
        `{"source":${JSON.stringify(this.#pick(["/*", "//", '"', "\\", " ", "!", "-", "a?b:", "{{", "else if "]).repeat(50_000))}}`,
      () => JSON.stringify({ source: "echo(x);", parameters: { x: this.#pick(names) } }),
    ])();
    return { family: "odd text", headers: json, body };
  }

  #changedBytes(kind: "json" | "program"): Part {
    const source = this.#pick(programs).slice(0, 3000);
    if (kind === "program") {
      const type = this.#pick(types);
      return {
        family: "changed program bytes",
        headers: { "content-type": type },
        body: this.#mutate(Buffer.from(source)),
      };
    }
    const body = JSON.stringify({
      source,
      files: { "a.scad": "x = 1;" },
      parameters: { size: 3 },
      limits: { steps: 1e6 },
    });
    return { family: "changed JSON bytes", headers: json, body: this.#mutate(Buffer.from(body)) };
  }

  /** A program in which words were exchanged: most still parse. */
  #changedProgram(): Part {
    const words = this.#pick(programs).slice(0, 4000).split(/\b/);
    const other = this.#pick(programs).slice(0, 4000).split(/\b/);
    for (let i = 1 + this.#below(8); i > 0; i--) {
      const at = this.#below(words.length);
      words[at] = this.#pick([...other, ...numbers, "undef", "$fn", "1e9", "[0:1e9]", "each ", "__proto__"]);
    }
    return { family: "changed program", headers: json, body: JSON.stringify({ source: words.join("") }) };
  }

  #randomProgram(): Part {
    const seed = this.#random.next() & 0xffff;
    if (this.#chance(2))
      return { family: "random program", headers: json, body: JSON.stringify({ source: makeShapeProgram(seed) }) };
    const { main, files } = randomProgram(seed);
    const relative = Object.fromEntries(Object.entries(files).map(([name, text]) => [name.slice(1), text]));
    return { family: "random program", headers: json, body: JSON.stringify({ source: main, files: relative }) };
  }

  /** Files whose bytes are not what their names say. */
  #lyingFiles(): Part {
    const suffix = this.#pick([
      "stl",
      "off",
      "amf",
      "3mf",
      "svg",
      "dxf",
      "png",
      "dat",
      "json",
      "csg",
      "nef3",
      "obj",
      "scad",
    ]);
    const samples: readonly (() => Uint8Array)[] = [
      () =>
        Buffer.from(
          "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n",
        ),
      () => Buffer.from("OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n"),
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 0L9 9z"/><circle r="1e9"/></svg>'),
      () => Buffer.from('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'),
      () => Buffer.from("0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n0\n20\n0\n11\n1\n21\n1\n0\nENDSEC\n0\nEOF"),
      () =>
        zipSync(
          {
            "3D/3dmodel.model": Buffer.from("<model><resources/><build/></model>"),
            "../x": new Uint8Array(1000),
          },
          zipOptions,
        ),
      () => Buffer.concat([new Uint8Array(80), Buffer.from([0xff, 0xff, 0xff, 0xff]), new Uint8Array(50)]),
      () => Uint8Array.from({ length: this.#below(300) }, () => this.#below(256)),
    ];
    const bytes = this.#mutate(this.#pick(samples)());
    const call = this.#pick([
      `import("a.${suffix}");`,
      `surface("a.${suffix}");`,
      `linear_extrude(1) import("a.${suffix}");`,
      `include <a.${suffix}>`,
    ]);
    const files = { [`a.${suffix}`]: { base64: Buffer.from(bytes).toString("base64") } };
    return { family: "lying files", headers: json, body: JSON.stringify({ source: call, files }) };
  }

  /** Bodies of kinds that are not taken. */
  #otherBody(): Part {
    const type = this.#pick(types);
    const part = `--x\r\nContent-Disposition: form-data; name="${this.#pick(names)}"; filename="a.scad"\r\n\r\ncube(1);\r\n`;
    const body = this.#pick<() => Uint8Array>([
      () => Buffer.from(`${part.repeat(1 + this.#below(50))}--x--\r\n`),
      () => this.#mutate(Buffer.from(`${part}--x--\r\n`)),
      () => zipSync({ "a.scad": Buffer.from("cube(1);"), "b/c.txt": new Uint8Array(100_000) }, zipOptions),
      () => Bun.gzipSync(Buffer.alloc(1_000_000)),
      () => Buffer.from("source=cube(1)%3B&x=%00"),
      () => new Uint8Array(0),
      () => Buffer.from([0xff, 0xfe, 0x7b, 0, 0x22, 0]),
    ])();
    return { family: "other bodies", headers: { "content-type": type }, body };
  }

  #mutate(bytes: Uint8Array): Uint8Array {
    let result = Buffer.from(bytes);
    for (let i = 1 + this.#below(6); i > 0; i--) {
      const at = this.#below(result.length + 1);
      const end = Math.min(result.length, at + this.#below(40));
      const [before, piece, after] = [result.subarray(0, at), result.subarray(at, end), result.subarray(end)];
      const inserted = Buffer.from(Array.from({ length: 1 + this.#below(4) }, () => this.#below(256)));
      result = Buffer.concat(
        this.#pick([
          [before, after],
          [before, piece, piece, after],
          [before, inserted, piece, after],
          [before, inserted, after],
          [before, Buffer.from(this.#pick([...numbers, ...names.slice(0, 12)])), after],
        ]),
      );
    }
    return result;
  }

  /** The text of a JSON value; now and then of something that is none. */
  #value(depth: number): string {
    const choice = this.#below(depth > 0 ? 10 : 6);
    if (choice === 0) return this.#pick(numbers);
    if (choice === 1) return JSON.stringify(this.#pick(names));
    if (choice === 2) return this.#pick(["true", "false", "null", "nul", "True"]);
    if (choice < 6) return String(this.#below(1000));
    const items = Array.from({ length: this.#below(5) }, () => this.#value(depth - 1));
    if (choice < 8) return `[${items.join(",")}]`;
    return `{${items.map((item) => `${JSON.stringify(this.#pick([...names, "source", "files", "parameters"]))}:${item}`).join(",")}}`;
  }

  #below(n: number): number {
    return this.#random.next() % n;
  }

  #chance(n: number): boolean {
    return this.#below(n) === 0;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }
}

interface Part {
  readonly family: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export function hostileRequest(seed: number): HostileRequest {
  return new Maker(seed).request();
}
