// What `bun audit` found: it asks the package registry for known vulnerabilities of what bun.lock names.
import { root } from "./executable.ts";

export interface Audit {
  readonly passed: boolean;
  readonly told: string;
}

/** Asks for those of high and critical severity among the packages that the service runs with. */
export async function audit(environment: Readonly<Record<string, string>> = {}): Promise<Audit> {
  const child = Bun.spawn([process.execPath, "audit", "--audit-level=high", "--production"], {
    cwd: root,
    env: { ...process.env, ...environment, NO_COLOR: "1" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return judge(await child.exited, said.trim(), error.trim());
}

/**
 * A registry that does not have this service (many mirrors) answers 404, 405 or 501: nothing can be known there, today or
 * tomorrow, so that passes, and says so. Everything else that is no answer fails: a registry that is down or out of reach,
 * or refuses the login, can be asked again.
 */
function judge(status: number, said: string, error: string): Audit {
  if (status === 0) return { passed: true, told: said };
  // error: POST https://HOST/-/npm/v1/security/advisories/bulk - 405
  const [, registry, reason] = /^error: POST (\S+)\/-\/npm\/v1\/security\/advisories\/bulk - (\w+)$/m.exec(error) ?? [];
  if (registry === undefined) return { passed: false, told: [said, error].join("\n") };
  if (reason === "404" || reason === "405" || reason === "501")
    return { passed: true, told: `NOT KNOWN: ${registry} has no advisories (${reason})` };
  return { passed: false, told: `${registry} cannot be asked (${reason}); run this again when it can` };
}
