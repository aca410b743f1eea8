// What an evaluation process gives up before it sees a program: functions that reach the network or
// other programs, its environment, and the system calls behind them. A second wall: programs reach no JavaScript of their own.
import { refuseSystemCalls } from "./system-calls.ts";

const removedOfBun = [
  "$",
  "FFI",
  "FetchSession",
  "RedisClient",
  "S3Client",
  "SQL",
  "Terminal",
  "build",
  "connect",
  "cron",
  "listen",
  "mmap",
  "openInEditor",
  "postgres",
  "redis",
  "s3",
  "secrets",
  "serve",
  "spawn",
  "spawnSync",
  "sql",
  "udpSocket",
  "which",
  "write",
];

const removedGlobals = [
  "BroadcastChannel",
  "EventSource",
  "ShadowRealm",
  "WebSocket",
  "Worker",
  "XMLHttpRequest",
  "fetch",
  "navigator",
];

/** Not `binding`: modules of the runtime that are loaded later need it. */
const removedOfProcess = ["_kill", "chdir", "dlopen", "execve", "kill", "loadEnvFile"];

/** Cannot be undone. Gives why system calls are still allowed, where they are. */
export function confine(): string | undefined {
  // Before its functions go: the filter is set through one of them.
  const reason = refuseSystemCalls();
  for (const name of Object.keys(process.env)) delete process.env[name];
  remove(globalThis, removedGlobals);
  remove(process, removedOfProcess);
  remove(Bun, removedOfBun);
  return reason;
}

/** Members that cannot be changed stay: the system calls behind them are refused. */
function remove(object: object, names: readonly string[]): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (descriptor?.configurable) Reflect.deleteProperty(object, name);
    else if (descriptor?.writable) Reflect.set(object, name, undefined);
  }
}
