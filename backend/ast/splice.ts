// The file-level scope of a parse: statements as they come, and statements of sources that were parsed before, put in
// where a program includes them. What a directive means is asked anew in every program.
import type { Context } from "../shared/context.ts";
import { findFile } from "./directive.ts";
import type { IncludedFile, Inclusions, WrittenDirective } from "./inclusions.ts";
import type { Use } from "./nodes.ts";
import type { ParseReport } from "./parse-report.ts";
import type { ParsedSource } from "./parsed-source.ts";
import type { Parser } from "./parser.ts";
import type { Item } from "./recorder.ts";
import { type FileSink, ScopeBuilder } from "./scope.ts";
import type { SourceCache } from "./source-cache.ts";

/** A parsed source with the sources that its includes mean in this program. */
interface Resolved {
  readonly parsed: ParsedSource;
  readonly includes: ReadonlyMap<Item, Resolved>;
  /** Tokens of all of them. */
  readonly tokens: number;
}

export class FileBuilder extends ScopeBuilder implements FileSink {
  readonly uses: Use[] = [];
  readonly #ctx: Context;
  readonly #report: ParseReport;
  readonly #inclusions: Inclusions;
  readonly #cache: SourceCache | undefined;
  /** Inclusions that may still be resolved before a file is read instead. */
  #left = 0;

  constructor(ctx: Context, report: ParseReport, inclusions: Inclusions, cache: SourceCache | undefined) {
    super();
    this.#ctx = ctx;
    this.#report = report;
    this.#inclusions = inclusions;
    this.#cache = cache;
  }

  // Where statements begin and end matters to those who come back to them.
  begin(): void {}
  end(): void {}

  use(p: Parser): void {
    const { start, end, text, path, isFont } = p.lexer;
    if (!isFont) this.uses.push({ kind: "Use", start, end, name: text, path });
    p.advance();
  }

  include(p: Parser): void {
    const file = this.#inclusions.find(p.lexer.directive);
    if (file !== undefined) this.#takeOver(p, file);
    p.token = p.lexer.next();
  }

  #takeOver(p: Parser, file: IncludedFile): void {
    this.#left = this.#ctx.limits.includes;
    const resolved = this.#resolve(file, this.#inclusions.open);
    // Where the budget ends inside the file, it is read: the message says where.
    if (resolved === undefined || p.lexer.count + resolved.tokens > this.#ctx.limits.tokens) {
      p.lexer.enterFile(file);
      return;
    }
    p.lexer.countTokens(resolved.tokens);
    this.#splice(file.path, resolved);
  }

  /** Takes over a program that was parsed before; undefined when it has to be parsed. */
  takeProgram(path: string, text: string): ParsedSource | undefined {
    const parsed = this.#cache?.program(this.#ctx, path, text);
    this.#left = this.#ctx.limits.includes;
    const resolved = parsed && this.#resolveIncludes(parsed, this.#inclusions.open);
    if (resolved === undefined || resolved.tokens > this.#ctx.limits.tokens) return undefined;
    this.#replay(resolved);
    return parsed;
  }

  /** Undefined when the file, or one that it includes, cannot be taken over. */
  #resolve({ path, bytes }: IncludedFile, open: ReadonlySet<string>): Resolved | undefined {
    const parsed = this.#cache?.included(this.#ctx, path, bytes);
    return parsed && this.#resolveIncludes(parsed, new Set(open).add(path));
  }

  #resolveIncludes(parsed: ParsedSource, open: ReadonlySet<string>): Resolved | undefined {
    const includes = new Map<Item, Resolved>();
    let { tokens } = parsed;
    for (const item of parsed.items) {
      if (item.kind !== "include") continue;
      const file = this.#lookFor(item.directive, open);
      if (file === undefined) continue;
      // Files that include each other twice are as many as the tree has branches: whoever reads them counts, too, and says so.
      this.#left -= 1;
      if (this.#left < 0 || open.size > this.#ctx.limits.includeDepth) return undefined;
      const resolved = this.#resolve(file, open);
      if (resolved === undefined) return undefined;
      includes.set(item, resolved);
      tokens += resolved.tokens;
    }
    return { parsed, includes, tokens };
  }

  /** What a directive will find. */
  #lookFor({ from, name }: WrittenDirective, open: ReadonlySet<string>): IncludedFile | undefined {
    const { world } = this.#ctx;
    const path = findFile(world, from, name, open);
    const bytes = path === undefined ? undefined : world.read(path);
    return path === undefined || bytes === undefined ? undefined : { path, bytes };
  }

  #splice(path: string, resolved: Resolved): void {
    this.#inclusions.enter(path);
    this.#replay(resolved);
    this.#inclusions.leave(path);
  }

  #replay({ parsed, includes }: Resolved): void {
    this.#ctx.sources.adopt(parsed.source);
    for (const item of parsed.items) {
      switch (item.kind) {
        case "FunctionDefinition":
          this.functions.push(item);
          break;
        case "ModuleDefinition":
          this.modules.push(item);
          break;
        case "ModuleInstantiation":
        case "IfElse":
          this.instantiations.push(item);
          break;
        case "assignment": {
          const { node, afterText } = item;
          this.addAssignment(node, { ctx: this.#ctx, report: this.#report, afterText, here: node.end });
          break;
        }
        case "use": {
          const { start, end, directive } = item;
          const { path, isFont } = this.#inclusions.use(directive);
          if (!isFont) this.uses.push({ kind: "Use", start, end, name: directive.name, path });
          break;
        }
        case "include": {
          const file = this.#inclusions.find(item.directive);
          const resolved = includes.get(item);
          if (file !== undefined && resolved !== undefined) this.#splice(file.path, resolved);
          break;
        }
        case "message":
          this.#ctx.report.push(item.diagnostic);
          break;
        default:
          item satisfies never;
      }
    }
  }
}
