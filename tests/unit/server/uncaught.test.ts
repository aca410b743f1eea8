// R-47, K-7: errors that nothing caught are logged and counted; many stop the service in order, if it is to stop.
import { expect, test } from "bun:test";
import path from "node:path";

const root = path.resolve(import.meta.dir, "../../..");

/** Seven errors in a process of their own; what it said, a word for each event. */
async function seven(stops: boolean): Promise<{ readonly said: string; readonly status: number }> {
  const program = `
    const { watchUncaught } = await import("./backend/server/uncaught.ts");
    const say = (word) => process.stdout.write(word + " ");
    const log = Object.assign((level, message) => say(level + ":" + message.split(" ")[0]), { uncaught: (kind) => say(kind) });
    watchUncaught(log, ${stops ? "() => say('stopped')" : "undefined"});
    // One timer at a time: of those that are late together, the errors would come in another order.
    const fail = (i) => {
      if (i === 7) { say("alive"); process.exit(0); }
      setTimeout(fail, 10, i + 1);
      if (i % 2) throw new Error("thrown");
      void Promise.reject(new Error("rejected"));
    };
    fail(0);`;
  const child = Bun.spawn([process.execPath, "-e", program], { cwd: root, stdout: "pipe", stderr: "inherit" });
  return { said: (await new Response(child.stdout).text()).trim(), status: await child.exited };
}

test("the sixth in a minute stops the service once, and those after it are logged, too", async () => {
  const kinds = "rejection exception rejection exception rejection exception error:too stopped rejection alive";
  expect(await seven(true)).toEqual({ said: kinds, status: 0 });
});

test("ON_UNCAUGHT=continue: it goes on", async () => {
  const kinds = "rejection exception rejection exception rejection exception rejection alive";
  expect(await seven(false)).toEqual({ said: kinds, status: 0 });
});
