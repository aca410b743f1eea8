// API keys (spec/server.md R-90): the service knows hashes of keys only, from the environment or a file. A key is 32 random
// bytes, so its SHA-256 is enough: there is nothing to guess that a slow hash would protect.

import { timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { sha256 } from "../../shared/hash.ts";

/** What a key allows: to hand in programs and fetch results, or to look into the service and reset parts of it. */
export const scopes = ["evaluate", "admin"] as const;
export type Scope = (typeof scopes)[number];

export interface ApiKey {
  /** Names the key's owner in logs; results of one owner are not shown to another. */
  readonly name: string;
  /** SHA-256 of the key's text, hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly Scope[];
  /** Milliseconds since 1970; undefined: never. */
  readonly expires?: number | undefined;
  /** Requests in a minute, where it differs from the service's number. */
  readonly requestsPerMinute?: number | undefined;
}

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

const keyShape = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(scopes)).min(1),
  expires: day.transform((text) => Date.parse(text)).optional(),
  requestsPerMinute: z.number().int().positive().optional(),
});

/** Keys from `name:scope+scope:sha256` or `name:scope+scope:sha256:2027-01-31`, separated by commas. Throws with the reason. */
export function parseKeyList(text: string): readonly ApiKey[] {
  return checked(
    text.split(",").map((entry) => {
      const [name, scopeNames = "", hash, ...rest] = entry.trim().split(":");
      const expires = rest.length === 0 ? {} : { expires: rest.join(":") };
      return { name, scopes: scopeNames.split("+"), sha256: hash, ...expires };
    }),
  );
}

/** Keys from a JSON file: a list of objects with `name`, `scopes`, `sha256`, and `expires`, `requestsPerMinute` if wanted. */
export function readKeyFile(file: string): readonly ApiKey[] {
  return checked(JSON.parse(readFileSync(file, "utf8")));
}

function checked(value: unknown): readonly ApiKey[] {
  const parsed = z.array(keyShape).safeParse(value);
  if (!parsed.success) {
    // The value may hold a key that somebody wrote in place of its hash: only the place is told.
    const places = parsed.error.issues.map(({ path }) => path.join("."));
    throw new Error(`not as it should be: ${[...new Set(places)].join(", ")}`);
  }
  return parsed.data;
}

/** The keys that the service accepts. */
export class KeyRing {
  readonly #keys: readonly (ApiKey & { readonly digest: Buffer })[];

  /** Throws when two keys have one name: they would share counters and results. */
  constructor(keys: readonly ApiKey[]) {
    const names = keys.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new Error(`two keys are named ${twice}`);
    this.#keys = keys.map((key) => ({ ...key, digest: Buffer.from(key.sha256, "hex") }));
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** The key of that text, unless it is unknown or expired. Takes the same time whichever it is. */
  find(text: string): ApiKey | undefined {
    const digest = Buffer.from(sha256(Buffer.from(text)), "hex");
    let found: ApiKey | undefined;
    for (const key of this.#keys) if (timingSafeEqual(key.digest, digest)) found = key;
    return found?.expires !== undefined && found.expires <= Date.now() ? undefined : found;
  }
}

/** The token of `Authorization: Bearer TOKEN`; an empty text when the header holds anything else. */
export function bearerToken(header: string): string {
  return /^Bearer ([A-Za-z0-9_\-.~+/=]{1,256})$/i.exec(header)?.[1] ?? "";
}

/** A new key, and what the service is told about it. */
export function makeKey(): { readonly key: string; readonly sha256: string } {
  const key = `mk_live_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
  return { key, sha256: sha256(Buffer.from(key)) };
}
