// What the package registry says about vulnerabilities, and what is made of it. Bun's own audit, against registries that
// answer in each way.
import { expect, test } from "bun:test";
import { audit } from "../../bin/audit.ts";

async function auditAt(answer: () => Response | Promise<Response>): Promise<Awaited<ReturnType<typeof audit>>> {
  const registry = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  try {
    return await audit({ BUN_CONFIG_REGISTRY: registry.url.href, NPM_CONFIG_REGISTRY: registry.url.href });
  } finally {
    await registry.stop(true);
  }
}

const advisory = (severity: string, versions: string): Response =>
  Response.json({
    hono: [{ id: 1, url: "https://example.org/1", title: "Words", severity, vulnerable_versions: versions, cwe: [] }],
  });

test("no advisory, and one of less weight", async () => {
  for (const answer of [() => Response.json({}), () => advisory("low", "<99.0.0")])
    expect(await auditAt(answer)).toMatchObject({ passed: true, told: expect.not.stringContaining("NOT KNOWN") });
});

test("a vulnerability is told and fails", async () => {
  const found = await auditAt(() => advisory("critical", "<99.0.0"));
  expect(found).toEqual({ passed: false, told: expect.stringMatching(/hono[\s\S]*Words/) });
});

test("a registry without advisories passes, and what is not known is said", async () => {
  for (const status of [404, 405, 501])
    expect(await auditAt(() => new Response("no", { status }))).toEqual({
      passed: true,
      told: expect.stringMatching(new RegExp(`^NOT KNOWN: http://127.0.0.1:\\d+ has no advisories .${status}.$`)),
    });
});

test("a registry that gives no answer fails", async () => {
  for (const status of [403, 500])
    expect(await auditAt(() => new Response("no", { status }))).toEqual({
      passed: false,
      told: expect.stringContaining(`cannot be asked (${status})`),
    });
  const nobody = await audit({
    BUN_CONFIG_REGISTRY: "http://127.0.0.1:1/",
    NPM_CONFIG_REGISTRY: "http://127.0.0.1:1/",
  });
  expect(nobody).toEqual({ passed: false, told: expect.stringMatching(/cannot be asked \(\w+\)/) });
  expect((await auditAt(() => new Response("<html>"))).passed).toBe(false);
});
