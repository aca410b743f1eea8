// Reads parameter-set files, `{"parameterSets": {set: {parameter: text}}}` (spec/cli.md §2.10). JSON.parse will not do:
// numbers count by their source text, the first of two equal set names wins, and errors have a wording of their own.

/** Set name → parameter name → the value's text. */
export type ParameterSets = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A JSON value: the text of a scalar, or members in order (an array's have empty names). */
interface JsonNode {
  readonly text: string;
  readonly members: readonly (readonly [string, JsonNode])[];
}

/** Nesting of arrays and objects; a real file has three levels. */
const deepest = 200;

/**
 * The sets of a file. A text without `parameterSets` has none.
 * Throws a SyntaxError with OpenSCAD's wording, `<unspecified file>(<line>): <reason>`, for what is no JSON.
 */
export function readParameterSets(text: string): ParameterSets {
  const sets = new Map<string, ReadonlyMap<string, string>>();
  const root = new JsonReader(text).read();
  const [, member] = root.members.find(([name]) => name === "parameterSets") ?? [];
  for (const [name, set] of member?.members ?? []) {
    if (sets.has(name)) continue;
    const values = new Map<string, string>();
    for (const [parameter, value] of set.members) values.set(parameter, value.text);
    sets.set(name, values);
  }
  return sets;
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  read(): JsonNode {
    const node = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("garbage after data");
    return node;
  }

  #value(depth: number): JsonNode {
    if (depth > deepest) this.#fail("nested too deeply");
    this.#skipSpace();
    const character = this.#text[this.#at];
    if (character === "{") return this.#object(depth);
    if (character === "[") return this.#array(depth);
    if (character === '"') return scalar(this.#string());
    if (character === "t") return this.#word("true");
    if (character === "f") return this.#word("false");
    if (character === "n") return this.#word("null");
    if (character === "-" || isDigit(character)) return this.#number();
    return this.#fail("expected value");
  }

  #object(depth: number): JsonNode {
    const members: [string, JsonNode][] = [];
    this.#at++;
    if (this.#take("}")) return { text: "", members };
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') this.#fail("expected key string");
      const name = this.#string();
      if (!this.#take(":")) this.#fail("expected ':'");
      members.push([name, this.#value(depth + 1)]);
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("expected '}' or ','");
    return { text: "", members };
  }

  #array(depth: number): JsonNode {
    const members: [string, JsonNode][] = [];
    this.#at++;
    if (this.#take("]")) return { text: "", members };
    do members.push(["", this.#value(depth + 1)]);
    while (this.#take(","));
    if (!this.#take("]")) this.#fail("expected ']' or ','");
    return { text: "", members };
  }

  #word(word: string): JsonNode {
    if (!this.#text.startsWith(word, this.#at)) this.#fail(`expected '${word}'`);
    this.#at += word.length;
    return scalar(word);
  }

  #number(): JsonNode {
    const start = this.#at;
    if (this.#text[this.#at] === "-") this.#at++;
    if (!isDigit(this.#text[this.#at])) this.#fail("expected digits after -");
    if (this.#text[this.#at] === "0") this.#at++;
    else this.#digits();
    if (this.#text[this.#at] === ".") {
      this.#at++;
      if (!this.#digits()) this.#fail("need at least one digit after '.'");
    }
    if (this.#text[this.#at] === "e" || this.#text[this.#at] === "E") {
      this.#at++;
      if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at++;
      if (!this.#digits()) this.#fail("need at least one digit in exponent");
    }
    return scalar(this.#text.slice(start, this.#at));
  }

  /** Skips digits; false when there is none. */
  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.#text[this.#at])) this.#at++;
    return this.#at > start;
  }

  #string(): string {
    let value = "";
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 34) {
        value += this.#text.slice(from, this.#at++);
        return value;
      }
      if (code === 92) {
        value += this.#text.slice(from, this.#at) + this.#escape();
        from = this.#at + 1;
      } else if (code < 32 || isBadByte(code, this.#text.charCodeAt(this.#at - 1))) {
        this.#fail("invalid code sequence");
      }
    }
    return this.#fail("unterminated string");
  }

  /** The character of the escape at the backslash; leaves the position on its last character. */
  #escape(): string {
    const letter = this.#text[++this.#at];
    const at = letter === undefined ? -1 : '"\\/bfnrt'.indexOf(letter);
    if (at >= 0) return '"\\/\b\f\n\r\t'[at] as string;
    if (letter !== "u") this.#fail("invalid escape sequence");
    const unit = this.#hexadecimal();
    if (unit >= 0xdc00 && unit <= 0xdfff) this.#fail("invalid codepoint, stray low surrogate");
    if (unit < 0xd800 || unit > 0xdbff) return String.fromCharCode(unit);
    if (this.#text[this.#at + 1] !== "\\") this.#fail("invalid codepoint, stray high surrogate");
    this.#at += 2;
    if (this.#text[this.#at] !== "u") this.#fail("expected codepoint reference after high surrogate");
    const low = this.#hexadecimal();
    if (low < 0xdc00 || low > 0xdfff) this.#fail("expected low surrogate after high surrogate");
    return String.fromCharCode(unit, low);
  }

  /** The four digits behind the `u` at the position; leaves it on the last of them. */
  #hexadecimal(): number {
    const digits = this.#text.slice(this.#at + 1, this.#at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail("invalid escape sequence");
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return;
    }
  }

  #fail(reason: string): never {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    throw new SyntaxError(`<unspecified file>(${line}): ${reason}`);
  }
}

function scalar(text: string): JsonNode {
  return { text, members: [] };
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** True for a byte that is no UTF-8, as `decodeUtf8` marks it: a low surrogate without a high one before it. */
function isBadByte(code: number, before: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff && !(before >= 0xd800 && before <= 0xdbff);
}
