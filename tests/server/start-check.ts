// Starts the service with the command given as arguments (for example `bun run start`), evaluates one model over HTTP,
// stops it, and fails if any of that does not work. Used by .ci/run, which tests the launcher and not only the program.
const command = process.argv.slice(2);
const child = Bun.spawn(command, {
  env: { ...process.env, PORT: "0" },
  stdin: "ignore",
  stdout: "pipe",
  stderr: "inherit",
});

const listening = Promise.withResolvers<string>();
async function readLog(): Promise<void> {
  const decoder = new TextDecoder();
  let seen = "";
  for await (const chunk of child.stdout) {
    seen += decoder.decode(chunk, { stream: true });
    const url = /listening on (http:\/\/[^"\s]+)/.exec(seen)?.[1];
    if (url !== undefined) listening.resolve(url);
  }
  listening.reject(new Error(`the service ended before it listened:\n${seen}`));
}
const logEnd = readLog();

const url = await listening.promise;
const response = await fetch(`${url}/api/evaluate`, { method: "POST", body: "difference() { cube(3); cube(1); }" });
const { measures } = (await response.json()) as { measures?: { volume: number } };
if (response.status !== 200 || Math.abs((measures?.volume ?? 0) - 26) > 1e-9)
  throw new Error(`unexpected answer: ${response.status} ${JSON.stringify(measures)}`);
child.kill("SIGTERM");
const status = await child.exited;
await logEnd;
if (
  await fetch(url).then(
    () => true,
    () => false,
  )
)
  throw new Error("the service still answers");
console.log(`${command.join(" ")}: evaluated one model, stopped with status ${status}`);
process.exit(status === 0 || status === 143 ? 0 : 1);
