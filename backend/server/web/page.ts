// A page that is the same for everybody: its bytes, its tag, and a policy that allows exactly the style and the script
// it holds, by their hashes. Nothing else may load, and nothing may frame it.
import { hasTag } from "../entity-tags.ts";

export interface PageParts {
  /** A whole document with an empty `<style>` and, when there is a script, an empty `<script type="module">`. */
  readonly document: string;
  readonly style: string;
  readonly script?: string;
}

export interface Page {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly policy: string;
}

const emptyStyle = "<style></style>";
const emptyScript = '<script type="module"></script>';

/** Throws when the document has no place for a part. */
export function makePage({ document, style, script }: PageParts): Page {
  let text = fill(document, emptyStyle, style);
  if (script !== undefined) text = fill(text, emptyScript, script);
  const body = new TextEncoder().encode(text);
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined
      ? []
      : [`script-src '${hashOf(script)}'`, "connect-src 'self'", "require-trusted-types-for 'script'"]),
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return { body, etag: `"${Bun.hash(body).toString(36)}"`, policy: policy.join("; ") };
}

function fill(document: string, empty: string, content: string): string {
  const at = document.indexOf(empty);
  if (at < 0) throw new Error(`the page has no ${empty}`);
  const inside = at + empty.indexOf("></") + 1;
  return document.slice(0, inside) + content + document.slice(inside);
}

/** A source expression of the Content-Security-Policy. */
function hashOf(content: string): string {
  return `sha256-${new Bun.CryptoHasher("sha256").update(content).digest("base64")}`;
}

/** The page, or 304 when the client has it already. */
export function pageResponse({ body, etag, policy }: Page, request: Request): Response {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    etag,
  };
  if (hasTag(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-length": String(body.length) } });
}
