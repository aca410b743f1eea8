// The playground in a browser: it draws, it says what is wrong, it saves, and its policy is never in its way.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { decode } from "fast-png";
import { Browser, chromium } from "./browser.ts";
import { LiveClient } from "./live-client.ts";
import { type ServerUnderTest, startServer } from "./running-server.ts";

// Reason of the skip: no Chromium is installed here.
describe.skipIf(chromium === undefined)("in a browser", () => {
  let server: ServerUnderTest;
  let browser: Browser;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    server = await startServer();
    browser = await Browser.start((method, params) => {
      if (method === "Runtime.exceptionThrown") complaints.push(JSON.stringify(params));
      if (method === "Network.requestWillBeSent") requested.push((params.request as { url: string }).url);
      if (method === "Log.entryAdded") {
        const { level, text } = params.entry as { level: string; text: string };
        if (level === "error" && !text.includes("status of 422")) complaints.push(text);
      }
    });
    await browser.send("Page.navigate", { url: `${server.url}/` });
    await browser.until("document.getElementById('example')?.options.length > 10");
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function evaluateInPage(source: string): Promise<void> {
    await browser.evaluate(`(() => {
      const field = document.getElementById("source");
      field.value = ${JSON.stringify(source)};
      field.dispatchEvent(new Event("input"));
      document.getElementById("status").textContent = "";
      document.getElementById("evaluate").click();
    })()`);
    await browser.until(`/^[^…]+$/.test(document.getElementById("status").textContent)`);
    // Drawing waits for the next frame.
    await browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  const textOf = async (id: string): Promise<string> =>
    (await browser.evaluate(`document.getElementById("${id}").innerText`)) as string;

  /** Pixels of the picture whose color is near this. */
  async function countPixels([red, green, blue]: readonly [number, number, number]): Promise<number> {
    const { data, channels } = decode(await browser.picture());
    let count = 0;
    for (let i = 0; i < data.length; i += channels) {
      const off = (channel: number, wanted: number): number => Math.abs((data[i + channel] as number) - wanted);
      if (off(0, red) + off(1, green) + off(2, blue) < 60) count++;
    }
    return count;
  }

  test("the first example shows itself", async () => {
    await browser.until(`/Size\\s+20 × 30 × 10/.test(document.getElementById("measures").innerText)`);
  }, 60_000);

  test("a solid is drawn in its color, with its numbers", async () => {
    await evaluateInPage('color("red") cube([10, 20, 30]);');
    expect(await textOf("measures")).toMatch(/Size\s+10 × 20 × 30\s+Volume\s+6,000\s+Surface\s+2,200/);
    const drawn = (await countPixels([240, 0, 0])) + (await countPixels([150, 0, 0]));
    expect(drawn).toBeGreaterThan(10_000);
  }, 60_000);

  test("turning changes the picture", async () => {
    const before = await countPixels([240, 0, 0]);
    await browser.evaluate(`(() => {
      const canvas = document.getElementById("solid");
      for (let i = 0; i < 6; i++) canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    })()`);
    expect(await countPixels([240, 0, 0])).not.toBe(before);
  });

  test("a flat result is drawn, and offered in flat formats", async () => {
    await evaluateInPage("square(10);");
    expect(await textOf("measures")).toMatch(/Area\s+100/);
    expect(await countPixels([249, 215, 44])).toBeGreaterThan(50_000);
    const formats = (await browser.evaluate(
      `[...document.getElementById("format").options].map((o) => o.value)`,
    )) as string[];
    expect([formats.includes("svg"), formats.includes("stl"), formats.includes("step")]).toEqual([true, false, false]);
    expect(await browser.evaluate(`document.getElementById("format").value`)).toBe("svg");
  }, 60_000);

  test("a file is saved under the example's name", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "moicad-downloads-"));
    try {
      await browser.send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
      await evaluateInPage("cube([1, 2, 3]);");
      await browser.evaluate(`document.getElementById("format").value = "off"`);
      await browser.evaluate(`document.getElementById("download").click()`);
      const file = path.join(folder, "first-cube.off");
      for (let i = 0; i < 2000 && !existsSync(file); i++) await Bun.sleep(20);
      expect(readFileSync(file, "utf8")).toStartWith("OFF\n8 6 0\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  test("messages name lines, and lead to them", async () => {
    await evaluateInPage('cube(1);\necho("<b>hi</b>");\nassert(false, "no");\n');
    expect(await textOf("diagnostics")).toContain('"<b>hi</b>"');
    expect(await textOf("status")).toContain("Assertion 'false' failed");
    expect(await browser.evaluate(`document.querySelector("#gutter .error").textContent`)).toBe("3");
    await browser.evaluate(`document.querySelector("#diagnostics .error button").click()`);
    const selected = `(({ selectionStart: a, selectionEnd: b, value }) => value.slice(a, b))(document.activeElement)`;
    expect(await browser.evaluate(selected)).toStartWith("assert(false");
  }, 60_000);

  test("parameters of the program become fields that change it", async () => {
    await evaluateInPage("size = 5; // [1:10]\ncube(size);");
    await browser.evaluate(`document.getElementById("parameters").open = true`);
    await browser.until(`document.getElementById("parameter-size") !== null`);
    await browser.evaluate(`(() => {
      const field = document.getElementById("parameter-size");
      field.value = "2";
      field.dispatchEvent(new Event("change"));
    })()`);
    await browser.until(`/Volume\\s+8\\b/.test(document.getElementById("measures").innerText)`);
  }, 60_000);

  test("fields that are open follow what is typed", async () => {
    await typeInPage('width = 7;\nname = "a";\ncube(width);');
    await browser.until(`document.getElementById("parameter-name") !== null`);
    expect(await browser.evaluate(`document.getElementById("parameter-width").value`)).toBe("7");
    expect(await browser.evaluate(`document.getElementById("parameter-size")`)).toBeNull();
    await browser.evaluate(`document.getElementById("parameters").open = false`);
  }, 60_000);

  /** Types without asking for anything. */
  async function typeInPage(source: string): Promise<void> {
    await browser.evaluate(`(() => {
      const field = document.getElementById("source");
      field.value = ${JSON.stringify(source)};
      document.getElementById("status").textContent = "";
      field.dispatchEvent(new Event("input"));
    })()`);
  }

  test("what is typed is shown at once", async () => {
    const sent = requested.length;
    await typeInPage('color("blue") translate([5, 0, 0]) cube([10, 20, 30]); sphere(1, $fn = 8);');
    await browser.until(`/^Preview [\\d.]+ s$/.test(document.getElementById("status").textContent)`);
    await browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    expect(await textOf("measures")).toMatch(/Size\s+15.9\d+ × 20.9\d+ × 30.9\d+\s+Parts\s+2\s+Triangles\s+72/);
    expect((await countPixels([0, 0, 240])) + (await countPixels([0, 0, 150]))).toBeGreaterThan(5000);
    await typeInPage("cube([40, 20, 30]); echo(1);");
    await browser.until(`/Size\\s+40 × 20 × 30/.test(document.getElementById("measures").innerText)`);
    expect(await textOf("diagnostics")).toContain("1");
    await typeInPage("circle(5, $fn = 4);");
    await browser.until(`/Size\\s+10 × 10\\s/.test(document.getElementById("measures").innerText)`);
    expect(await browser.evaluate(`[...document.getElementById("format").options].map((o) => o.value)`)).toContain(
      "svg",
    );
    expect(await browser.evaluate(`document.getElementById("format").value`)).not.toBe("stl");
    // Parts that overlap are one surface, and colors and modifiers show.
    await typeInPage("square([30, 20]); translate([5, 5]) square(10); // one");
    await browser.until(`/Size\\s+30 × 20\\s/.test(document.getElementById("measures").innerText)`);
    await browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    const whole = await countPixels([249, 215, 44]);
    await typeInPage(
      "square([30, 20]); translate([5, 5]) color([0, 0.2, 1]) square(10); %translate([31, 0]) square(1);",
    );
    await browser.until(`/Parts\\s+3/.test(document.getElementById("measures").innerText)`);
    await browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    expect(await textOf("measures")).toMatch(/Size\s+30 × 20\s/);
    expect((await countPixels([249, 215, 44])) / whole).toBeCloseTo(5 / 6, 1);
    expect((await countPixels([0, 51, 255])) / whole).toBeCloseTo(1 / 6, 1);
    await typeInPage("cube(");
    await browser.until(`document.getElementById("result").classList.contains("stale")`);
    expect(await textOf("status")).toContain("syntax error");
    // Sessions need no requests.
    expect(requested.slice(sent).filter((url) => url.includes("/api/"))).toEqual([]);
  }, 60_000);

  test("what takes long is told while it runs, and gives way to what is typed", async () => {
    const long = "x = [for (i = [0:500000]) for (j = [0:500000]) if (i < 0) i]; cube(len(x) + 1);";
    await typeInPage(long);
    await browser.until(`/^Previewing… \\d+ s$/.test(document.getElementById("status").textContent)`);
    await browser.evaluate(`document.getElementById("evaluate").click()`);
    await browser.until(`/^Evaluating… \\d+ s$/.test(document.getElementById("status").textContent)`);
    await typeInPage("cube([4, 5, 6]);");
    await browser.until(`/^Preview [\\d.]+ s$/.test(document.getElementById("status").textContent)`);
    await browser.until(`/Size\\s+4 × 5 × 6\\s/.test(document.getElementById("measures").innerText)`);
  }, 60_000);

  test("every example can be chosen", async () => {
    const names = (await browser.evaluate(
      `[...document.getElementById("example").options].map((o) => o.value)`,
    )) as string[];
    for (const name of names.filter((name) => name !== "").slice(0, 4)) {
      await browser.evaluate(`(() => {
        document.getElementById("status").textContent = "";
        const select = document.getElementById("example");
        select.value = "${name}";
        select.dispatchEvent(new Event("change"));
      })()`);
      await browser.until(`/^[\\d.]+ s$/.test(document.getElementById("status").textContent)`);
    }
  }, 60_000);

  test("nothing was refused by the policy, nothing came from elsewhere", () => {
    expect(complaints).toEqual([]);
    expect(requested.filter((url) => !url.startsWith(server.url) && !/^(data|blob|about):/.test(url))).toEqual([]);
  });

  test("an address with a name of no example shows the first one", async () => {
    await browser.send("Page.navigate", { url: "about:blank" });
    await browser.send("Page.navigate", { url: `${server.url}/#%` });
    await browser.until(`document.getElementById("source")?.value.includes("cube([20, 30, 10])")`);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("without a live session, what is typed is evaluated after a moment", async () => {
    const full = await startServer({ WS_MAX_CONNECTIONS: "1" });
    const other = await LiveClient.connect(full.url);
    await browser.send("Page.navigate", { url: `${full.url}/` });
    await browser.until("document.getElementById('example')?.options.length > 10");
    await typeInPage("cube([1, 2, 3]);");
    await browser.until(`/Volume\\s+6\\b/.test(document.getElementById("measures").innerText)`);
    other.close();
    // Nor does it wait for a service that has gone.
    await browser.send("Page.navigate", { url: "about:blank" });
    await browser.send("Page.navigate", { url: `${full.url}/` });
    await browser.until(`/^Preview [\\d.]+ s$/.test(document.getElementById("status")?.textContent)`);
    await typeInPage("x = [for (i = [0:500000]) for (j = [0:500000]) if (i < 0) i]; cube(len(x) + 1);");
    await browser.until(`/^Previewing… \\d+ s$/.test(document.getElementById("status").textContent)`);
    // The browser keeps its connections; nobody waits for them here.
    await full.stop("SIGKILL");
    await browser.until(`/connection to the service was lost/.test(document.getElementById("status").textContent)`);
  }, 60_000);
});
