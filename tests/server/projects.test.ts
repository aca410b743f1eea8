// Programs of several files: as JSON, as a form, as a zip; parameters held against the customizer; several files out.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { unzipSync, type Zippable, zipSync } from "fflate";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly limit?: string;
  readonly allowed?: number;
  readonly file?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly measures?: { readonly volume: number; readonly area: number };
  readonly mesh?: object;
  readonly diagnostics?: readonly { readonly message: string; readonly code: string; readonly file?: string }[];
  readonly outputs?: Readonly<Record<string, { mediaType: string; bytes: number; sha256: string; base64: string }>>;
}

type Received = Answer & { readonly status: number };

async function receive(response: Response): Promise<Received> {
  return { status: response.status, ...((await response.json()) as Answer) };
}
const evaluate = async (body: unknown): Promise<Received> => receive(await post(`${server.url}/api/evaluate`, body));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const parts = "module part(w) cube([w, 2, 3]);";
const program = "use <lib/parts.scad>\nwidth = 4; // [1:10]\npart(width);";

describe("as JSON", () => {
  test("the program may be one of the files, in any folder", async () => {
    const files = { "models/box.scad": "include <../sizes.scad>\ncube(size);", "sizes.scad": "size = 3;" };
    expect((await evaluate({ main: "models/box.scad", files })).measures?.volume).toBe(27);
    const broken = await evaluate({ main: "models/box.scad", files: { ...files, "models/box.scad": "cube(;" } });
    expect([broken.status, broken.code]).toEqual([422, "scad_parse_error"]);
    expect(broken.file).toContain("box.scad");
  });

  test("a program that is not there, and two at once", async () => {
    for (const body of [
      { main: "a.scad", files: {} },
      { main: "a.scad", source: "", files: { "a.scad": "" } },
      { main: "../a.scad", files: {} },
    ])
      expect(await evaluate(body)).toMatchObject({ status: 400, code: "invalid_request" });
  });

  test("two names of one path, and texts that OpenSCAD cannot write", async () => {
    const twice = await evaluate({ source: "cube(1);", files: { "a.scad": "x = 1;", "./a.scad": "x = 2;" } });
    expect([twice.status, twice.message]).toEqual([400, 'files: "./a.scad" is the path of another file, too']);
    const cut = await evaluate({ source: 'text = "a"; cube(1);', parameters: { text: "a\u0000b" } });
    expect([cut.status, cut.message]).toEqual([400, "parameters.text: texts cannot hold the character 0"]);
    const odd = await evaluate({ source: 'text = "a"; echo(text);', parameters: { text: '\u2028\n"\\' } });
    expect(odd.diagnostics?.[0]?.message).toBe('"\u2028\n"\\"');
  });

  test("$preview", async () => {
    const source = "cube($preview ? 2 : 3);";
    expect((await evaluate({ source, preview: true })).measures?.volume).toBe(8);
    expect((await evaluate({ source })).measures?.volume).toBe(27);
  });
});

describe("as a form", () => {
  const send = async (form: FormData, query = ""): Promise<Received> =>
    receive(await fetch(`${server.url}/api/evaluate${query}`, { method: "POST", body: form }));
  const formOf = (members: Record<string, string>, files: Record<string, string | Uint8Array> = {}): FormData => {
    const form = new FormData();
    for (const [name, value] of Object.entries(members)) form.append(name, value);
    for (const [name, value] of Object.entries(files)) form.append("files", new Blob([value as string]), name);
    return form;
  };

  test("the program as text, files by their names, other members as JSON", async () => {
    const form = formOf({ source: program, parameters: '{"width": 5}' }, { "lib/parts.scad": parts });
    expect((await send(form)).measures?.volume).toBe(30);
  });

  test("the program as one of the files", async () => {
    const files = { "main.scad": program, "lib/parts.scad": parts };
    expect((await send(formOf({ main: "main.scad" }, files))).measures?.volume).toBe(24);
    expect((await send(formOf({}, files), "?main=main.scad")).measures?.volume).toBe(24);
  });

  test("a member that comes twice", async () => {
    const part = (name: string, text: string): string =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const ask = async (body: string): Promise<Received> =>
      receive(await fetch(`${server.url}/api/evaluate`, { method: "POST", headers, body }));
    const features = part("features", '["brep"]');
    const once = await ask(`${part("source", "cube(1);")}${features}--x--\r\n`);
    expect([once.status, once.measures?.volume]).toEqual([200, 1]);
    for (const name of ["source", "limits"]) {
      const twice = `${part(name, "{}")}${part(name, "{}")}--x--\r\n`;
      expect(await ask(twice)).toMatchObject({ status: 400, message: expect.stringContaining("is given twice") });
    }
  });

  test("bytes arrive as they were", async () => {
    const stl = new Uint8Array(84 + 4 * 50);
    const view = new DataView(stl.buffer);
    view.setUint32(80, 4, true);
    const corners = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
    const triangles = [0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2];
    for (const [i, corner] of triangles.entries())
      for (let axis = 0; axis < 3; axis++)
        view.setFloat32(
          84 + 50 * Math.floor(i / 3) + 12 * ((i % 3) + 1) + 4 * axis,
          corners[3 * corner + axis] as number,
          true,
        );
    const { measures } = await send(formOf({ source: 'scale(6) import("t.stl");' }, { "t.stl": stl }));
    expect(measures?.volume).toBeCloseTo(36, 9);
  });

  test("a zip inside a form, whose files the form's replace", async () => {
    const form = formOf({ parameters: '{"width": 1}' }, { "lib/parts.scad": "module part(w) cube([w, 1, 1]);" });
    const archive = zipSync({ "main.scad": utf8(program), "lib/parts.scad": utf8(parts) });
    form.append("archive", new Blob([archive as Uint8Array<ArrayBuffer>]), "project.zip");
    expect((await send(form)).measures?.volume).toBe(1);
  });

  const wrong: [string, FormData | string, RegExp][] = [
    ["no program", formOf({}, { "a.scad": "cube(1);" }), /source, code and main/],
    ["a member that is none", formOf({ source: "", sauce: "" }), /"sauce" is no member/],
    ["JSON that is none", formOf({ source: "", parameters: "{" }), /not valid JSON/],
    ["a path that climbs", formOf({ source: "" }, { "../a.scad": "" }), /not a relative path/],
    [
      "many parts",
      formOf({ source: "" }, Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, ""]))),
      /more than 400/,
    ],
    ["a body that has no parts", "garbage", /cannot be told/],
  ];
  test.each(wrong)("%s", async (_, body, message) => {
    const headers = typeof body === "string" ? { "content-type": "multipart/form-data; boundary=x" } : undefined;
    const answer = await receive(await fetch(`${server.url}/api/evaluate`, { method: "POST", body, headers }));
    expect(answer).toMatchObject({ status: 400, code: "invalid_request", message: expect.stringMatching(message) });
  });
});

describe("as a zip", () => {
  const send = async (archive: Uint8Array, query = "", where = "evaluate"): Promise<Received> => {
    const headers = { "content-type": "application/zip" };
    const body = archive as Uint8Array<ArrayBuffer>;
    return receive(await fetch(`${server.url}/api/${where}${query}`, { method: "POST", body, headers }));
  };
  const pack = (files: Record<string, string>, options = {}): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [utf8(text), options]])) as Zippable);

  test("the program is main.scad, the only one, or the one that is named", async () => {
    expect((await send(pack({ "main.scad": program, "lib/parts.scad": parts }))).measures?.volume).toBe(24);
    expect((await send(pack({ "box.scad": program, "lib/parts.scad": parts }))).measures?.volume).toBe(24);
    const two = pack({ "a.scad": "cube(1);", "b.scad": "cube(2);", "c/d.scad": "include <../b.scad>" });
    expect((await send(two, "?main=b.scad")).measures?.volume).toBe(8);
    expect((await send(two, "?main=c/d.scad")).measures?.volume).toBe(8);
    expect(await send(two)).toMatchObject({
      status: 400,
      message: expect.stringContaining("a.scad, b.scad, c/d.scad"),
    });
    expect(await send(two, "?main=e.scad")).toMatchObject({ status: 400, issues: [{ path: "main" }] });
  });

  test("stored files, folders, and a folder around everything", async () => {
    const files = { "project-1.0/": "", "project-1.0/main.scad": program, "project-1.0/lib/parts.scad": parts };
    expect((await send(pack(files, { level: 0 }))).measures?.volume).toBe(24);
  });

  test("a library of 400 files", async () => {
    const library = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`library/f${i}.scad`, `function f${i}() = ${i};`]),
    );
    const main = "use <library/f399.scad>\ncube([f399(), 1, 1]);";
    expect((await send(pack({ "main.scad": main, ...library }))).measures?.volume).toBe(399);
  });

  test("/api/parse takes one, too", async () => {
    const answer = await send(pack({ "main.scad": program }), "", "parse");
    expect(answer).toMatchObject({ status: 200, parameters: [{ name: "width", minimum: 1, maximum: 10 }] });
  });

  test("equal archives are evaluated once; another program in one is another result", async () => {
    const archive = pack({ "main.scad": "cube(11);", "other.scad": "cube(12);" });
    const ask = (query: string): Promise<Response> =>
      fetch(`${server.url}/api/evaluate${query}`, {
        method: "POST",
        body: archive as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/zip" },
      });
    const answers = [await ask(""), await ask(""), await ask("?main=other.scad")];
    expect(answers.map(({ headers }) => headers.get("x-cache"))).toEqual(["miss", "hit", "miss"]);
  });

  /** A zip of one deflated entry whose headers may lie. */
  function forged({ name = "main.scad", size, flags = 0, copies = 1 }: Forgery): Uint8Array {
    const made = zipSync({ ["n".repeat(name.length)]: utf8("cube(1);") }, { level: 0 });
    const bytes = Buffer.from(made);
    const at = bytes.indexOf("PK\x01\x02", 0, "latin1");
    for (const start of [30, at + 46]) bytes.write(name, start, "latin1");
    if (size !== undefined) bytes.writeUInt32LE(size, at + 24);
    bytes.writeUInt16LE(flags, at + 8);
    const end = bytes.indexOf("PK\x05\x06", 0, "latin1");
    const directory = bytes.subarray(at, end);
    const tail = Buffer.from(bytes.subarray(end));
    tail.writeUInt16LE(copies, 8);
    tail.writeUInt16LE(copies, 10);
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: copies }, () => directory), tail]);
  }

  describe("T-ZIP-1", () => {
    const zeros = (megabytes: number): Uint8Array => new Uint8Array(megabytes * 1_000_000);
    const bombs: [string, () => Uint8Array][] = [
      ["a ratio of 1000", () => zipSync({ "main.scad": utf8("cube(1);"), "a.stl": zeros(30) })],
      [
        "many entries that share one ratio",
        () =>
          zipSync({
            "main.scad": utf8(""),
            ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, zeros(1)])),
          }),
      ],
      [
        "more than may be unpacked",
        () =>
          zipSync(
            { "main.scad": utf8(""), a: crypto.getRandomValues(new Uint8Array(65536)), b: noise(34), c: noise(34) },
            { level: 1 },
          ),
      ],
      ["many files", () => pack(Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`f${i}.scad`, ""])))],
    ];
    test.each(bombs)("%s ends in a typed error", async (_, make) => {
      const answer = await send(make());
      expect([answer.status, answer.code, answer.limit]).toEqual([422, "limit_exceeded", "archive"]);
      expect((await evaluate({ source: "cube(1);" })).status).toBe(200);
    });

    const lies: [string, Uint8Array][] = [
      ["no zip at all", utf8("cube(1);")],
      ["a zip that was cut", pack({ "main.scad": program }).subarray(0, 60)],
      ["a size of four gigabytes", forged({ size: 0xfffffff0 })],
      ["a size too small", forged({ size: 3 })],
      ["an encrypted entry", forged({ flags: 1 })],
      ["one name twice", forged({ copies: 2 })],
      ["a path that climbs", forged({ name: "../../../../etc/cron.d/x" })],
      ["an absolute path", forged({ name: "/etc/passwd" })],
      ["a backslash", forged({ name: "..\\..\\a.scad" })],
      ["a NUL", forged({ name: "a.scad\0.png" })],
      [
        "an entry of another method",
        pack({ "main.scad": "cube(1);" }, { level: 0 }).map((byte, i, all) => (isMethod(all, i) ? 99 : byte)),
      ],
    ];
    test.each(lies)("%s: 400", async (_, archive) => {
      expect(await send(archive)).toMatchObject({
        status: 400,
        code: "invalid_request",
        issues: [{ path: expect.any(String) }],
      });
    });

    test("a zip in a zip stays packed", async () => {
      const inner = zipSync({ a: zeros(10) });
      const outer = zipSync({ "main.scad": utf8('import("inner.zip"); cube(1);'), "inner.zip": inner }, { level: 0 });
      const answer = await send(outer);
      expect([answer.status, answer.code]).toEqual([422, "scad_eval_error"]);
      expect(answer.message).toContain("inner.zip");
    });
  });
});

interface Forgery {
  readonly name?: string;
  readonly size?: number;
  readonly flags?: number;
  readonly copies?: number;
}

/** Text that packs to about a fiftieth, in megabytes. */
function noise(megabytes: number): Uint8Array {
  const line = crypto.getRandomValues(new Uint8Array(1000));
  const bytes = new Uint8Array(megabytes * 1_000_000);
  for (let at = 0; at < bytes.length; at += 1000) {
    line[at % 997] = at;
    bytes.set(line, at);
  }
  return bytes;
}

/** Whether a byte is the first of the method field of the central directory's first entry. */
function isMethod(archive: Uint8Array, at: number): boolean {
  return at === Buffer.from(archive).indexOf("PK\x01\x02", 0, "latin1") + 10;
}

describe("parameters", () => {
  const source = [
    "width = 5; // [1:10]",
    "height = 5; // [20]",
    'name = "box"; // 4',
    "lid = true;",
    "size = [1, 2]; // [0:5]",
    'kind = "a"; // [a, b]',
    "steps = 2; // [1:One, 2:Two]",
    "other = undef;",
    "cube([width, height, 1]);",
  ].join("\n");

  test("values that the customizer allows", async () => {
    const parameters = {
      ...{ width: 10, height: -3, name: "äö", lid: false, size: [0, 5], kind: "b", steps: 1 },
      ...{ other: [1, "x"], unknown: 1, $fn: 9 },
    };
    expect((await evaluate({ source, parameters })).status).toBe(200);
  });

  const wrong: [string, unknown, string][] = [
    ["width", 11, "must be at most 10"],
    ["width", 0.5, "must be at least 1"],
    ["width", "5", "must be a number"],
    ["width", null, "must be a number"],
    ["height", 21, "must be at most 20"],
    ["name", "äöü", "must not be longer than 4 bytes"],
    ["name", 1, "must be a text"],
    ["lid", 1, "must be true or false"],
    ["size", [1], "must be a list of 2 numbers"],
    ["size", [1, "2"], "must be a list of 2 numbers"],
    ["size", [1, 6], "must be at most 5"],
    ["kind", "c", 'must be one of "a", "b"'],
    ["steps", 3, "must be one of 1, 2"],
  ];
  test.each(wrong)("%s = %p", async (name, value, message) => {
    const answer = await evaluate({ source, parameters: { [name]: value } });
    expect(answer).toMatchObject({
      status: 400,
      code: "invalid_request",
      message: `parameters.${name}: ${message}`,
      issues: [{ path: `parameters.${name}`, message }],
    });
  });

  test("every mistake is named at once; a program that is wrong itself comes first", async () => {
    const answer = await evaluate({ source, parameters: { width: 11, lid: 0, steps: 2 } });
    expect(answer.issues?.map(({ path }) => path)).toEqual(["parameters.width", "parameters.lid"]);
    expect(await evaluate({ source: "w = 1; // [1:2]\ncube(;", parameters: { w: 3 } })).toMatchObject({ status: 422 });
  });
});

describe("several files of one evaluation", () => {
  test("in JSON, without the mesh", async () => {
    const {
      measures,
      mesh,
      outputs = {},
      diagnostics,
    } = await evaluate({
      source: 'cube(2); echo("x");',
      formats: ["stl", "3mf", "csg", "echo"],
    });
    expect([measures?.volume, mesh, Object.keys(outputs)]).toEqual([8, undefined, ["stl", "3mf", "csg", "echo"]]);
    expect(diagnostics?.[0]?.message).toBe('"x"');
    for (const { base64, bytes, sha256 } of Object.values(outputs)) {
      const file = Buffer.from(base64, "base64");
      expect([file.length, new Bun.CryptoHasher("sha256").update(file).digest("hex")]).toEqual([bytes, sha256]);
    }
    expect(Buffer.from(outputs.echo?.base64 ?? "", "base64").toString()).toBe('ECHO: "x"\n');
    expect(outputs["3mf"]?.mediaType).toBe("model/3mf");
  });

  test("packed, by format, by Accept, by the address", async () => {
    const body = { source: "square(2);", formats: ["svg", "dxf"] };
    const single = await (await post(`${server.url}/api/evaluate`, { source: "square(2);", format: "svg" })).text();
    const answers = [
      await post(`${server.url}/api/evaluate`, { ...body, format: "zip" }),
      await post(`${server.url}/api/evaluate`, body, { headers: { accept: "application/zip" } }),
      await fetch(`${server.url}/api/evaluate?formats=svg,dxf&format=zip`, { method: "POST", body: "square(2);" }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/zip"]);
      expect(answer.headers.get("content-disposition")).toContain('filename="model.zip"');
      const files = unzipSync(await answer.bytes());
      expect(Object.keys(files)).toEqual(["model.svg", "model.dxf"]);
      expect(new TextDecoder().decode(files["model.svg"])).toBe(single);
    }
    const both = await post(`${server.url}/api/evaluate?format=zip`, {
      source: "cube(1);",
      formats: ["stl", "binstl"],
    });
    expect(Object.keys(unzipSync(await both.bytes()))).toEqual(["model-stl.stl", "model-binstl.stl"]);
  });

  test("what cannot be", async () => {
    for (const body of [
      { formats: [] },
      { formats: ["exe"] },
      { formats: ["stl", "stl"] },
      { formats: ["stl"], format: "off" },
      { formats: Array.from({ length: 9 }, () => "stl") },
    ])
      expect(await evaluate({ source: "cube(1);", ...body })).toMatchObject({ status: 400, code: "invalid_request" });
    expect(await evaluate({ source: "cube(1);", format: "zip" })).toMatchObject({ status: 400 });
    expect(await evaluate({ source: "cube(1);", formats: ["stl", "svg"] })).toMatchObject({ code: "not_exportable" });
    const headers = { accept: "model/stl" };
    const other = await post(`${server.url}/api/evaluate`, { source: "cube(1);", formats: ["stl"] }, { headers });
    expect(other.status).toBe(406);
  });
});

describe("R-51 results are looked at before they leave", () => {
  const open = "polyhedron([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2], [0, 3, 1], [1, 3, 2]]);";
  const off = (facets: string): string =>
    `OFF\n4 ${facets.split("\n").length} 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n${facets}\n`;

  test("an open one is told in JSON, and no file", async () => {
    const imported = { source: 'import("a.off");', files: { "a.off": off("3 0 2 1\n3 0 1 3\n3 1 2 3") } };
    for (const body of [{ source: open }, imported]) {
      const { status, diagnostics } = await evaluate(body);
      expect([status, diagnostics?.map(({ code }) => code)]).toEqual([200, expect.arrayContaining(["not-closed"])]);
      expect(await evaluate({ ...body, format: "stl" })).toMatchObject({ status: 422, code: "not_exportable" });
      expect(await evaluate({ ...body, formats: ["off"] })).toMatchObject({ status: 422, code: "not_exportable" });
    }
  });

  const refusals: [string, string, string[], string[]][] = [
    ["more than single precision holds", "cylinder(4, 4, 1e39);", ["binstl", "3mf", "glb"], ["off"]],
    ["not itself in six digits", "translate([1e5, 0, 0]) cube(0.01);", ["off", "obj", "amf", "wrl", "pov"], ["stl"]],
    [
      "not itself in single precision",
      "translate([2e5, 0, 0]) { cube(0.05); rotate(10) cube(0.05); }",
      ["binstl", "3mf", "glb"],
      ["stl"],
    ],
    ["what triangles leave open", "translate([1e7, 0, 0]) cube(0.1);", ["stl", "binstl", "3mf", "glb"], []],
    ["large, and near enough", "translate([300, 0, 0]) rotate(7) cube([200, 0.4, 9]);", [], ["binstl", "off", "3mf"]],
  ];
  test.each(refusals)("%s, by format", async (_, source, refused, taken) => {
    for (const format of refused) {
      expect([format, await evaluate({ source, format })]).toMatchObject([format, { code: "not_exportable" }]);
      const several = await evaluate({ source, formats: ["asciistl", format] });
      expect([format, several.code]).toEqual([format, "not_exportable"]);
    }
    for (const format of taken)
      expect([format, (await post(`${server.url}/api/evaluate`, { source, format })).status]).toEqual([format, 200]);
  });

  test("a closed one leaves without a word", async () => {
    for (const source of ["cube(1);", "sphere(3);", "linear_extrude(3, twist = 90) square(2);", 'text("a");'])
      expect(await evaluate({ source })).toMatchObject({ status: 200, diagnostics: [] });
  });
});
