// The keys under which clients know meshes. They follow from what a node means, so equal objects have equal keys in every
// session; but those of a tenant tell nobody else whether the tenant has a certain object.
import { createHmac, randomBytes } from "node:crypto";
import { sha256 } from "../../shared/hash.ts";

/** 128 bits, hexadecimal. */
const keyLength = 32;

export class PartKeys {
  readonly #version: string;
  readonly #secret = randomBytes(32);

  /** `version` is the program's own: another version may make other meshes. */
  constructor(version: string) {
    this.#version = version;
  }

  of(node: string, tenant: string | undefined): string {
    const text = `${this.#version}\n${node}`;
    const hash =
      tenant === undefined
        ? sha256(text)
        : createHmac("sha256", this.#secret).update(`${tenant}\n${text}`).digest("hex");
    return hash.slice(0, keyLength);
  }
}
