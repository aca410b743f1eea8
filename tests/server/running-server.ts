// Starts the service as its own process on a free port of loopback, as a user would, for tests of the real thing.
import path from "node:path";

const root = path.resolve(import.meta.dir, "../..");

export interface ServerUnderTest {
  readonly url: string;
  readonly pid: number;
  /** Sends a signal and gives the exit status. */
  stop(signal?: NodeJS.Signals): Promise<number>;
  /** Lines of the log so far. */
  readonly log: readonly string[];
}

/** Resolves when the service says that it listens. Without a spare process unless asked for: tests count processes. */
export async function startServer(environment: Record<string, string> = {}): Promise<ServerUnderTest> {
  const child = Bun.spawn([process.execPath, "backend/index.ts"], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "development",
      PORT: "0",
      HOST: "127.0.0.1",
      SPARE_PROCESSES: "0",
      ...environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const log: string[] = [];
  const listening = Promise.withResolvers<number>();
  void (async () => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        log.push(line);
        const { message, port } = JSON.parse(line) as { message: string; port?: number };
        if (message.includes("is listening") && port !== undefined) listening.resolve(port);
      }
    }
    listening.reject(new Error(`the server ended before it listened:\n${log.join("\n")}`));
  })();
  const port = await listening.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    log,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return await child.exited;
    },
  };
}

/** Posts a program as JSON. */
export function post(url: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  const headers = { "content-type": "application/json", ...(init.headers as Record<string, string>) };
  return fetch(url, { method: "POST", body: JSON.stringify(body), ...init, headers });
}
