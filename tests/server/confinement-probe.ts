// Tries, inside of an evaluation process's sandbox and after it gave up what it gives up, what a hostile program would; one
// line of JSON tells what worked. Started by confinement.test.ts.
//
//   bun confinement-probe.ts <port> <scratch folder> <a file> <a readable library>
import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { confine } from "../../backend/server/pool/confine.ts";

const [port, scratch, secret, library] = process.argv.slice(2) as [string, string, string, string];
const parent = process.ppid;
const removed = { kill: process.kill.bind(process), fetch: globalThis.fetch, spawn: Bun.spawn, listen: Bun.listen };
const unconfined = confine();

async function works(action: () => unknown): Promise<boolean> {
  try {
    await action();
    return true;
  } catch {
    return false;
  }
}

/** As code would find them that a program smuggled in: by name, at run time. */
function reachable(names: readonly string[]): string[] {
  return names.filter((name) => typeof new Function(`try { return ${name} } catch {}`)() === "function");
}

const connected = () =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
const sent = () =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.send("x", Number(port), "127.0.0.1", (error) => (error ? reject(error) : resolve(undefined)));
  });

const results = {
  unconfined,
  functions: reachable([
    "fetch",
    "WebSocket",
    "Worker",
    "Bun.serve",
    "Bun.connect",
    "Bun.listen",
    "Bun.udpSocket",
    "Bun.spawn",
    "Bun.spawnSync",
    "Bun.$",
    "Bun.write",
    "Bun.mmap",
    "Bun.SQL",
    "Bun.RedisClient",
    "process.kill",
    "process.dlopen",
  ]),
  environment: Object.keys(process.env),
  tcp: await works(connected),
  udp: await works(sent),
  fetch: await works(() => removed.fetch(`http://127.0.0.1:${port}/`)),
  listen: await works(() => removed.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } })),
  spawn: await works(() => {
    const { error } = spawnSync("/bin/true");
    if (error !== undefined) throw error;
  }),
  bunSpawn: await works(() => removed.spawn(["/bin/true"]).exited),
  signalParent: await works(() => removed.kill(parent, 0)),
  newFileInScratch: await works(() => writeFileSync(`${scratch}/result`, "x", { flag: "wx" })),
  changedFile: await works(() => appendFileSync(secret, "x")),
  truncatedFile: await works(() => writeFileSync(secret, "x")),
  removedFile: await works(() => rmSync(secret)),
  newFileElsewhere: await works(() => writeFileSync(`${secret}.new`, "x", { flag: "wx" })),
  readsSecret: await works(() => readFileSync(secret)),
  readsLibrary: await works(() => readFileSync(library)),
  seesProcesses: readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length,
};
process.stdout.write(`${JSON.stringify(results)}\n`);
process.exit(0);
