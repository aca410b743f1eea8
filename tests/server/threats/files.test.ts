// Hostile names and files (spec/server.md §3b): paths, links, includes, fonts, archives, XML, meshes, pictures.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { type Answered, attackWith, serviceUnderAttack, size } from "./harness.ts";

const folder = mkdtempSync(path.join(tmpdir(), "moicad-threats-"));
const library = path.join(folder, "library");
const secret = "cube(987654);";

mkdirSync(path.join(library, "folder.scad"), { recursive: true });
writeFileSync(path.join(folder, "secret.scad"), secret);
writeFileSync(path.join(library, "good.scad"), "module good() cube(2);");
symlinkSync(path.join(folder, "secret.scad"), path.join(library, "link.scad"));
symlinkSync(folder, path.join(library, "out"));
symlinkSync("/dev/zero", path.join(library, "zero.scad"));
symlinkSync("good.scad", path.join(library, "inside.scad"));
linkSync(path.join(library, "good.scad"), path.join(library, "hard.scad"));
Bun.spawnSync(["mkfifo", path.join(library, "pipe.scad")]);

const service = serviceUnderAttack({ OPENSCADPATH: library, PROCESS_MEMORY_MB: "400" });
const tried = (row: string, name: string, source: string, files: object = {}, more: object = {}): Promise<Answered> =>
  attackWith(service.server(), row, name, { source, files, ...more });
const bytes = (content: Uint8Array | string): { base64: string } => ({
  base64: Buffer.from(content).toString("base64"),
});
const diagnostics = ({ body }: Answered): { code: string; message: string }[] =>
  (body.diagnostics ?? []) as { code: string; message: string }[];
const volume = ({ body }: Answered): number => (body.measures as { volume: number }).volume;

afterAll(() => rmSync(folder, { recursive: true }));

describe("T-PATH-1 names that lead out are refused, whatever is there", () => {
  const out = [
    "../../etc/passwd",
    "/etc/passwd",
    "/etc/no-such-file",
    "foo/./../../x.scad",
    "~root/.ssh/id_rsa",
    "..%2f..%2fetc/passwd",
    "%2e%2e/etc/passwd",
    "..\\..\\etc\\passwd",
    "C:\\boot.ini",
    "//host/share/x.scad",
    "file:///etc/passwd",
    "http://169.254.169.254/x.scad",
    "..\u2215..\u2215etc\u2044passwd",
    "..\uff0fx.scad",
    `${"a/".repeat(2500)}x.scad`,
    "/proc/self/environ",
    "/dev/stdin",
  ];
  test.each(out)("%s", async (name) => {
    for (const [how, source] of [
      ["include", `include <${name}>\ncube(1);`],
      ["use", `use <${name}>\ncube(1);`],
      ["import", `import(${JSON.stringify(name)}); cube(1);`],
      ["surface", `surface(${JSON.stringify(name)}); cube(1);`],
    ] as const) {
      const answer = await tried("T-PATH-1", `${how} ${name.slice(0, 40)}`, source);
      expect([name, how, answer.code]).toEqual([name, how, "import_denied"]);
      expect(answer.text).not.toMatch(/root:|PATH=|moicad-threats/);
    }
  });

  test("the answer for a file that is there is the answer for one that is not", async () => {
    const ask = async (name: string): Promise<string> => {
      const { body, text } = await tried("T-PATH-1", `there or not: ${name}`, `include <${name}>\nimport("${name}");`);
      const { requestId, timestamp } = body as { requestId: string; timestamp: string };
      return text.replaceAll(name, "NAME").replaceAll(requestId, "").replaceAll(timestamp, "");
    };
    expect(await ask("/etc/passwd")).toBe(await ask("/etc/nothing-is-here"));
    expect(await ask("../etc/passwd")).toBe(await ask("../nothing-is-here"));
  });
});

describe("T-LINK-1 in a library: regular files inside of it, and nothing else", () => {
  test.each(["link", "zero", "pipe", "folder", "missing", "out/secret"])("%s.scad is not there", async (name) => {
    for (const how of ["include", "use"]) {
      const answer = await tried("T-LINK-1", `${how} ${name}`, `${how} <${name}.scad>\ncube(1);`);
      expect([volume(answer), diagnostics(answer).length]).toEqual([1, 1]);
      expect(answer.text).not.toContain("987654");
    }
  });

  test.each(["good", "inside", "hard"])("%s.scad is", async (name) => {
    expect(volume(await tried("T-LINK-1", name, `use <${name}.scad>\ngood();`))).toBe(8);
  });

  test("names of the request that are links in an archive are plain files", async () => {
    const archive = zipSync({
      "main.scad": strToU8('import("a.off"); cube(1);'),
      "a.off": [strToU8("/etc/passwd"), { os: 3, attrs: 0o120777 << 16 }],
    });
    const send = await fetch(`${service.server().url}/api/evaluate`, {
      method: "POST",
      body: archive as Uint8Array<ArrayBuffer>,
      headers: { "content-type": "application/zip" },
    });
    expect(await send.text()).not.toContain("root:");
  });
});

describe("T-PATH-2 only .scad and .csg hold programs, and not more than 1 MB", () => {
  test.each(["a.SCAD", "a.scad.png", "a.txt", "a", "a.scad ", "a.scad.", "scad", "a.csg.bak"])("%p", async (name) => {
    for (const how of ["include", "use"]) {
      const answer = await tried("T-PATH-2", `${how} ${name}`, `${how} <${name}>\ncube(1);`, { [name]: "cube(2);" });
      expect([name, answer.code]).toEqual([name, "import_denied"]);
    }
  });

  test("a folder's name, and one with NUL", async () => {
    expect(
      (await tried("T-PATH-2", "a folder", "include <a.scad/>\ncube(1);", { "a.scad/b.scad": "cube(2);" })).code,
    ).toBe("ok");
    const nul = await tried("T-PATH-2", "NUL", "include <a.scad\0.png>\ncube(1);", { "a.scad": "cube(2);" });
    expect(["import_denied", "scad_parse_error"]).toContain(nul.code);
  });

  test("a large one", async () => {
    const large = { "a.scad": `// ${"x".repeat(1_048_576)}` };
    for (const how of ["include", "use"]) {
      const { code, limit } = await tried("T-PATH-2", `${how} 1 MB and more`, `${how} <a.scad>\ncube(1);`, large);
      expect([code, limit]).toEqual(["limit_exceeded", "sourceBytes"]);
    }
    expect(
      (
        await tried("T-PATH-2", "1 MB", "include <a.scad>\ncube(1);", {
          "a.scad": "//".padEnd(1_048_576, " "),
        })
      ).code,
    ).toBe("ok");
  });
});

describe("T-INC-1 includes that include themselves, or much", () => {
  test.each([
    ["itself", "include <main.scad>\ncube(1);", {}],
    ["each other", "include <a.scad>\ncube(1);", { "a.scad": "include <b.scad>", "b.scad": "include <a.scad>" }],
    [
      "use of each other",
      "use <a.scad>\nm();",
      { "a.scad": "use <b.scad>\nmodule m() n();", "b.scad": "use <a.scad>\nmodule n() cube(1);" },
    ],
    ["inside a function", "function f() = include <a.scad>\n1; cube(f());", { "a.scad": "1 +" }],
  ])("%s", async (name, source, files) => {
    expect(["ok", "scad_parse_error", "limit_exceeded"]).toContain((await tried("T-INC-1", name, source, files)).code);
  });

  test("diamonds: 2^60 ways to the same file", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`f${i}.scad`, `include <f${i + 1}.scad>\ninclude <f${i + 1}.scad>\n`]),
    );
    for (const how of ["include", "use"]) {
      const { code, limit } = await tried("T-INC-1", `diamonds, ${how}`, `${how} <f0.scad>\ncube(1);`, {
        ...files,
        "f60.scad": "x = 1;",
      });
      expect([how, code, limit]).toEqual([how, "limit_exceeded", expect.stringContaining("include")]);
    }
  });
});

describe("T-FONT-1 fonts", () => {
  test("a path is no family", async () => {
    const answer = await tried("T-FONT-1", "a path", 'text("a", font = "/etc/passwd");');
    expect([answer.code, answer.text.includes("root:")]).toEqual(["ok", false]);
  });

  test("a font that is none", async () => {
    for (const content of ["garbage", "\0\x01\0\0\0\xff", "OTTO\0\xff\xff\xff"]) {
      const answer = await tried("T-FONT-1", JSON.stringify(content), 'use <evil.ttf>\ntext("a");', {
        "evil.ttf": bytes(Buffer.from(content, "latin1")),
      });
      expect(["ok", "scad_eval_error"]).toContain(answer.code);
    }
  });

  test("many families", async () => {
    const source = `for (i = [0 : ${size(5000)}]) text("a", font = str("Font ", i), size = 1e-3);`;
    expect(["ok", "limit_exceeded", "evaluation_timeout"]).toContain(
      (await tried("T-FONT-1", "many families", source, {}, { limits: { time: 1500 } })).code,
    );
  });
});

const model = (inner: string): string =>
  `<?xml version="1.0"?><model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>${inner}</resources><build/></model>`;
const threeMf = (entries: Record<string, Uint8Array>): Uint8Array =>
  zipSync({ "[Content_Types].xml": strToU8("<Types/>"), "_rels/.rels": strToU8("<Relationships/>"), ...entries });

describe("T-ZIP-1 archives that are imported", () => {
  const zeros = new Uint8Array(30_000_000);
  test.each([
    ["a ratio of 1000", () => threeMf({ "3D/3dmodel.model": zeros })],
    [
      "many entries",
      () => threeMf(Object.fromEntries(Array.from({ length: size(3000) }, (_, i) => [`a${i}`, new Uint8Array(0)]))),
    ],
    ["names that climb", () => threeMf({ "../../../3D/3dmodel.model": strToU8(model("")) })],
    ["a zip in it", () => threeMf({ "3D/3dmodel.model": zipSync({ a: zeros }) })],
    ["cut off", () => threeMf({ "3D/3dmodel.model": strToU8(model("")) }).subarray(0, 100)],
    ["nothing", () => zipSync({})],
  ])("%s", async (name, make) => {
    for (const suffix of ["3mf", "amf"]) {
      const answer = await tried("T-ZIP-1", `${name}, ${suffix}`, `import("a.${suffix}");`, {
        [`a.${suffix}`]: bytes(make()),
      });
      expect(["ok", "scad_eval_error", "limit_exceeded", "not_exportable"]).toContain(answer.code);
    }
  });
});

describe("T-XXE XML names nothing outside and expands nothing", () => {
  let asked = 0;
  let canary: ReturnType<typeof Bun.serve>;
  const answerCanary = (): Response => {
    asked += 1;
    return new Response("x");
  };
  beforeAll(() => {
    canary = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answerCanary });
  });
  afterAll(() => canary.stop(true));

  const evil = (url: string): [string, string][] => [
    [
      "an external entity",
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`,
    ],
    [
      "a parameter entity",
      `<!DOCTYPE svg [<!ENTITY % x SYSTEM "${url}/dtd">%x;]><svg xmlns="http://www.w3.org/2000/svg"/>`,
    ],
    ["an external document type", `<!DOCTYPE svg SYSTEM "${url}/dtd"><svg xmlns="http://www.w3.org/2000/svg"/>`],
    [
      "XInclude",
      `<svg xmlns="http://www.w3.org/2000/svg"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></svg>`,
    ],
    [
      "links",
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${url}/i.png"/><use href="${url}/u#a"/><style>@import "${url}/s.css";</style><script href="${url}/s.js"/></svg>`,
    ],
    ["a style sheet", `<?xml-stylesheet href="${url}/s.xsl"?><svg xmlns="http://www.w3.org/2000/svg"/>`],
  ];
  test("T-XXE-1 no file, no address", async () => {
    for (const [name, text] of evil(canary.url.href.replace(/\/$/, ""))) {
      for (const suffix of ["svg", "amf"]) {
        const answer = await tried("T-XXE-1", `${name}, ${suffix}`, `import("a.${suffix}");`, {
          [`a.${suffix}`]: text,
        });
        expect(["ok", "scad_eval_error"]).toContain(answer.code);
        expect(answer.text).not.toContain("root:");
      }
      const archive = threeMf({ "3D/3dmodel.model": strToU8(text) });
      expect(
        (await tried("T-XXE-1", `${name}, 3mf`, 'import("a.3mf");', { "a.3mf": bytes(archive) })).text,
      ).not.toContain("root:");
    }
    expect(asked).toBe(0);
  });

  const svg = (inner: string, head = ""): string => `${head}<svg xmlns="http://www.w3.org/2000/svg">${inner}</svg>`;
  test.each([
    [
      "a billion laughs",
      svg(
        "<text>&z;</text>",
        `<!DOCTYPE svg [<!ENTITY a "ha">${[..."bcdefghijklmnopqrstuvwxyz"].map((c, i) => `<!ENTITY ${c} "${`&${"abcdefghijklmnopqrstuvwxy"[i]};`.repeat(10)}">`).join("")}]>`,
      ),
    ],
    [
      "one large entity often",
      svg(`<text>${"&a;".repeat(100_000)}</text>`, `<!DOCTYPE svg [<!ENTITY a "${"x".repeat(100_000)}">]>`),
    ],
    ["numeric references", svg(`<text>${"&#65;".repeat(size(500_000))}</text>`)],
    ["attributes", svg(`<path ${Array.from({ length: size(100_000) }, (_, i) => `a${i}="1"`).join(" ")}/>`)],
    ["nesting", svg(`${"<g>".repeat(size(100_000))}${"</g>".repeat(size(100_000))}`)],
    ["nesting that does not end", svg("<g>".repeat(500_000))],
  ])("T-XXE-3 %s", async (name, text) => {
    const answer = await tried("T-XXE-3", name, 'import("a.svg"); cube(1);', { "a.svg": text });
    expect(["ok", "scad_eval_error", "limit_exceeded"]).toContain(answer.code);
  });

  test.each([
    ["a path of a million commands", `<path d="M0 0${"L1 1L0 1".repeat(size(300_000))}z"/>`],
    ["empty moves", `<path d="${"M0 0".repeat(size(500_000))}"/>`],
    ["arcs without radius", `<path d="M0 0${"A0 0 0 0 0 1 1A1e999 1 0 0 0 2 2".repeat(size(2000))}z"/>`],
    ["uses in a circle", '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><use href="#a"/>'],
    ["many transforms", `<g transform="${"rotate(1) ".repeat(size(100_000))}"><rect width="1" height="1"/></g>`],
    ["a view box of nothing", '<svg viewBox="0 0 0 0" width="1e999" height="-1"><rect width="1" height="1"/></svg>'],
  ])("T-SVG-1 %s", async (name, inner) => {
    const answer = await tried(
      "T-SVG-1",
      name,
      'import("a.svg");',
      { "a.svg": svg(inner) },
      { limits: { time: 3000 } },
    );
    expect(["ok", "scad_eval_error", "limit_exceeded", "not_exportable", "evaluation_timeout"]).toContain(answer.code);
  });
});

describe("T-STL/OFF/DXF files that lie", () => {
  const stl = (count: number, length: number, value = 0): Uint8Array => {
    const view = new DataView(new ArrayBuffer(84 + length));
    view.setUint32(80, count, true);
    for (let at = 84; at + 4 <= view.byteLength; at += 4) view.setFloat32(at, value, true);
    return new Uint8Array(view.buffer);
  };
  const dxf = (lines: string): string => `0\nSECTION\n2\nENTITIES\n${lines}0\nENDSEC\n0\nEOF`;
  test.each([
    ["a.stl", "four billion triangles", stl(0xffffffff, 50)],
    ["a.stl", "fewer than it says", stl(100, 60)],
    ["a.stl", "coordinates that are none", stl(4, 200, Number.NaN)],
    ["a.stl", "`solid`, and binary", Buffer.concat([Buffer.from("solid "), stl(1, 50).subarray(6)])],
    ["a.stl", "`solid`, and nothing", "solid"],
    ["a.stl", "a line without end", `solid a\nfacet normal ${"0".repeat(500_000)}`],
    ["a.off", "indices that do not exist", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 4294967295\n"],
    ["a.off", "a negative index", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 -1\n"],
    ["a.off", "four billion vertices", "OFF\n4294967295 4294967295 0\n0 0 0\n"],
    ["a.off", "a facet of a billion corners", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n1000000000 0 1 2\n"],
    ["a.obj", "indices that do not exist", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 99\nf -9 -8 -7\n"],
    ["a.dxf", "no newline at the end (CVE-2022-0497)", "0\nSECTION\n2\nENTITIES\n0\nLINE\n10"],
    [
      "a.dxf",
      "blocks that insert each other",
      `0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\na\n0\nINSERT\n2\nb\n0\nENDBLK\n0\nBLOCK\n2\nb\n0\nINSERT\n2\na\n0\nENDBLK\n0\nENDSEC\n${dxf("0\nINSERT\n2\na\n")}`,
    ],
    ["a.dxf", "group codes only", "0\n".repeat(size(300_000))],
    ["a.dxf", "infinite places", dxf("0\nLINE\n8\n0\n10\n1e999\n20\nnan\n11\n0\n21\n0\n")],
    ["a.dxf", "an arc of infinite radius", dxf("0\nCIRCLE\n8\n0\n10\n0\n20\n0\n40\n1e308\n")],
    ["a.nef3", "a header alone", "Selective Nef Complex\nvertices 4294967295\n"],
    ["a.json", "deep", "[".repeat(200_000)],
  ])("%s: %s", async (name, what, content) => {
    const source = name.endsWith("json") ? `x = import("${name}"); cube(1);` : `import("${name}");`;
    const answer = await tried(
      "T-STL/OFF/DXF",
      `${name}: ${what}`,
      source,
      { [name]: bytes(content) },
      { limits: { time: 3000 } },
    );
    expect(["ok", "scad_eval_error", "limit_exceeded", "not_exportable"]).toContain(answer.code);
  });
});

describe("T-PNG-1 pictures", () => {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32BE(Bun.hash.crc32(body));
    return Buffer.concat([head, body, tail]);
  };
  const png = (width: number, height: number, pixels: Uint8Array): Buffer => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 0, 0, 0, 0], 8);
    return Buffer.concat([
      Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(pixels)),
      chunk("IEND", new Uint8Array(0)),
    ]);
  };
  test.each([
    ["a hundred thousand squared", png(100_000, 100_000, new Uint8Array(10)), ["pixels"]],
    ["more data than pixels", png(4, 4, new Uint8Array(20_000_000)), [undefined, "pixels"]],
    ["a wrong checksum", png(4, 4, new Uint8Array(20)).fill(7, 30, 33), [undefined]],
    ["nothing after the head", png(4, 4, new Uint8Array(20)).subarray(0, 40), [undefined]],
    ["no size", png(0, 0, new Uint8Array(0)), [undefined]],
  ])("%s", async (name, content, limits) => {
    const answer = await tried("T-PNG-1", name, 'surface("a.png"); cube(1);', { "a.png": bytes(content) });
    expect(["ok", "scad_eval_error", "limit_exceeded"]).toContain(answer.code);
    expect(limits).toContain(answer.limit);
  });
});
