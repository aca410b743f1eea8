// Reads JSON for the function import() (spec/language.md §6.9). The texts of errors are those of the library that OpenSCAD
// uses (nlohmann/json), because programs print them.
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { decodeUtf8 } from "../shared/text.ts";

/** Objects have their keys sorted by their bytes. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | ReadonlyMap<string, JsonValue>;

export type JsonReading = { readonly value: JsonValue } | { readonly error: string };

/** `position`: of the call, for limits (`nesting`). */
export function readJson(ctx: Context, bytes: Uint8Array, position: number): JsonReading {
  try {
    return { value: new Parser(bytes, ctx.limits.nesting, position).document() };
  } catch (error) {
    if (error instanceof JsonError) return { error: error.message };
    throw error;
  }
}

class JsonError extends Error {}

type Token = "true" | "false" | "null" | "string" | "number" | "[" | "{" | "]" | "}" | ":" | "," | "end";

/** As they are called in messages. */
const names: Record<Token, string> = {
  true: "true literal",
  false: "false literal",
  null: "null literal",
  string: "string literal",
  number: "number literal",
  "[": "'['",
  "{": "'{'",
  "]": "']'",
  "}": "'}'",
  ":": "':'",
  ",": "','",
  end: "end of input",
};
const anyValue = "'[', '{', or a literal";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const controls =
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US";
const controlNames = controls.split(" ");
const shortEscapes = new Map([
  [8, "\\b"],
  [9, "\\t"],
  [10, "\\n"],
  [12, "\\f"],
  [13, "\\r"],
]);
const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Works on a string of bytes (a character per byte), because columns in messages count bytes. */
class Parser {
  readonly #text: string;
  readonly #nesting: number;
  readonly #position: number;
  #at = 0;
  /** Where the text begins that messages call "last read". */
  #readFrom = 0;
  #token: Token = "end";
  #string = "";
  #number = 0;

  constructor(bytes: Uint8Array, nesting: number, position: number) {
    this.#text = byteString(bytes);
    this.#nesting = nesting;
    this.#position = position;
  }

  document(): JsonValue {
    this.#advance("value", anyValue);
    const value = this.#value(0);
    if (this.#advance("value", names.end) !== "end") this.#unexpected("value", names.end);
    return value;
  }

  /** The value that the current token begins. */
  #value(depth: number): JsonValue {
    if (depth > this.#nesting) throw new LimitError("nesting", this.#nesting, this.#position);
    switch (this.#token) {
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
      case "string":
        return this.#string;
      case "number":
        return this.#number;
      case "[":
        return this.#array(depth);
      case "{":
        return this.#object(depth);
      default:
        return this.#unexpected("value", anyValue);
    }
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    if (this.#advance("value", anyValue) === "]") return items;
    for (;;) {
      items.push(this.#value(depth + 1));
      const next = this.#advance("array", names["]"]);
      if (next === "]") return items;
      if (next !== ",") this.#unexpected("array", names["]"]);
      this.#advance("value", anyValue);
    }
  }

  #object(depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    let next = this.#advance("object key", names.string);
    while (next !== "}" || entries.size > 0) {
      if (next !== "string") this.#unexpected("object key", names.string);
      const key = this.#string;
      if (this.#advance("object separator", names[":"]) !== ":") this.#unexpected("object separator", names[":"]);
      this.#advance("value", anyValue);
      entries.set(key, this.#value(depth + 1));
      next = this.#advance("object", names["}"]);
      if (next === "}") break;
      if (next !== ",") this.#unexpected("object", names["}"]);
      next = this.#advance("object key", names.string);
    }
    return new Map([...entries].sort(([a], [b]) => compareByCodePoint(a, b)));
  }

  /** Reads the next token. Context and expectation are for the message if there is none. */
  #advance(context: string, expected: string): Token {
    const text = this.#text;
    while (" \t\n\r".includes(text[this.#at] ?? "x")) this.#at++;
    const character = text[this.#at];
    if (character === undefined) {
      this.#at++;
      this.#token = "end";
    } else if ("[{]}:,".includes(character)) {
      this.#at++;
      this.#token = character as Token;
    } else if (character === '"') this.#scanString(context, expected);
    else if (/[-\d]/.test(character)) this.#scanNumber(context, expected);
    else this.#scanLiteral(character, context, expected);
    return this.#token;
  }

  #scanLiteral(first: string, context: string, expected: string): void {
    const literal = (["true", "false", "null"] as const).find((word) => word[0] === first);
    for (const character of literal ?? " ") {
      if (this.#text[this.#at++] !== character) this.#invalid("invalid literal", context, expected);
    }
    this.#token = literal as Token;
  }

  #scanNumber(context: string, expected: string): void {
    this.#readFrom = this.#at;
    NUMBER.lastIndex = this.#at;
    const digits = NUMBER.exec(this.#text)?.[0];
    const end = this.#at + (digits ?? "-").length;
    const next = this.#text[end] ?? "";
    this.#at = end + 1;
    if (digits === undefined) this.#invalid("invalid number; expected digit after '-'", context, expected);
    const isWhole = /^-?\d+$/.test(digits);
    if (next === "." && isWhole) {
      this.#at = end + 2;
      this.#invalid("invalid number; expected digit after '.'", context, expected);
    }
    if (/[eE]/.test(next) && !/[eE]/.test(digits)) {
      const signed = /[-+]/.test(this.#text[end + 1] ?? "");
      this.#at = end + (signed ? 3 : 2);
      const reason = signed ? "expected digit after exponent sign" : "expected '+', '-', or digit after exponent";
      this.#invalid(`invalid number; ${reason}`, context, expected);
    }
    this.#at = end;
    this.#number = Number(digits);
    this.#token = "number";
    if (!Number.isFinite(this.#number)) {
      throw new JsonError(`[json.exception.out_of_range.406] number overflow parsing '${digits}'`);
    }
  }

  #scanString(context: string, expected: string): void {
    this.#readFrom = this.#at;
    const fail = (reason: string): never => this.#invalid(`invalid string: ${reason}`, context, expected);
    let out = "";
    this.#at++;
    for (;;) {
      const character = this.#text[this.#at++] ?? fail("missing closing quote");
      if (character === '"') break;
      const code = character.charCodeAt(0);
      if (code < 0x20) fail(controlReason(code));
      if (character === "\\") out += this.#scanEscape(fail);
      else if (code < 0x80) out += character;
      else out += this.#scanMultibyte(fail);
    }
    this.#string = out;
    this.#token = "string";
  }

  #scanMultibyte(fail: (reason: string) => never): string {
    const start = this.#at - 1;
    const lead = this.#text.charCodeAt(start);
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const bytes = Uint8Array.from(this.#text.slice(start, start + length), (character) => character.charCodeAt(0));
    const decoded = decodeUtf8(bytes);
    if (lead < 0xc2 || lead > 0xf4 || !decoded.isWellFormed() || bytes.length < length) {
      this.#at++;
      return fail("ill-formed UTF-8 byte");
    }
    this.#at = start + length;
    return decoded;
  }

  #scanEscape(fail: (reason: string) => never): string {
    const character = this.#text[this.#at++] ?? "";
    const plain = escapes.get(character);
    if (plain !== undefined) return plain;
    if (character !== "u") return fail("forbidden character after backslash");
    const first = this.#scanHex(fail);
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    if (first > 0xdbff) return fail("surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF");
    const lonely = "surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF";
    if (this.#text[this.#at++] !== "\\" || this.#text[this.#at++] !== "u") return fail(lonely);
    const second = this.#scanHex(fail);
    if (second < 0xdc00 || second > 0xdfff) return fail(lonely);
    return String.fromCharCode(first, second);
  }

  #scanHex(fail: (reason: string) => never): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const digit = Number.parseInt(this.#text[this.#at++] ?? "", 16);
      if (Number.isNaN(digit)) return fail("'\\u' must be followed by 4 hex digits");
      value = value * 16 + digit;
    }
    return value;
  }

  #unexpected(context: string, expected: string): never {
    return this.#fail(`while parsing ${context} - unexpected ${names[this.#token]}; expected ${expected}`);
  }

  /** No token could be read. */
  #invalid(reason: string, context: string, expected: string): never {
    const read = this.#text.slice(this.#readFrom, this.#at).replace(/[^ -\uffff]/g, (character) => {
      return `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}>`;
    });
    const shown = decodeUtf8(Uint8Array.from(read, (character) => character.charCodeAt(0)));
    const suffix = expected === anyValue ? "" : `; expected ${expected}`;
    return this.#fail(`while parsing ${context} - ${reason}; last read: '${shown}'${suffix}`);
  }

  #fail(what: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - (before.lastIndexOf("\n") + 1);
    throw new JsonError(
      `[json.exception.parse_error.101] parse error at line ${line}, column ${column}: syntax error ${what}`,
    );
  }
}

/** A character per byte, without a byte order mark. */
function byteString(bytes: Uint8Array): string {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString("latin1");
}

function controlReason(code: number): string {
  const digits = code.toString(16).toUpperCase().padStart(4, "0");
  const short = shortEscapes.get(code);
  const ways = short === undefined ? `\\u${digits}` : `\\u${digits} or ${short}`;
  return `control character U+${digits} (${controlNames[code]}) must be escaped to ${ways}`;
}

/** The order of the UTF-8 bytes. */
function compareByCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
