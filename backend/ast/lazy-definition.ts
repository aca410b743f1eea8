// Functions and modules of files that were parsed as a whole before: their parameters and bodies are read when they are
// asked for. To everybody else they are nodes like others.
import type { FunctionDefinition, ModuleDefinition, Parameter } from "./nodes.ts";
import type { IndexedDefinition } from "./source-index.ts";
import type { SourceReader } from "./source-reader.ts";
import type { TailNames } from "./tail-names.ts";

/** There are many, and most are never asked for anything but their name: making one must cost next to nothing. */
abstract class LazyDefinition<Node extends FunctionDefinition | ModuleDefinition> {
  readonly name: string;
  private readonly reader: SourceReader;
  protected readonly indexed: IndexedDefinition;
  private parts: readonly Parameter[] | Node | undefined = undefined;

  constructor(reader: SourceReader, indexed: IndexedDefinition) {
    this.name = indexed.name;
    this.reader = reader;
    this.indexed = indexed;
  }

  get start(): number {
    return this.reader.source.base + this.indexed.start;
  }

  get end(): number {
    return this.reader.source.base + this.indexed.end;
  }

  get parameters(): readonly Parameter[] {
    this.parts ??= this.reader.readParameters(this.indexed);
    return "kind" in this.parts ? this.parts.parameters : this.parts;
  }

  get body(): Node["body"] {
    if (this.parts === undefined || !("kind" in this.parts))
      this.parts = this.reader.readDefinition(this.indexed) as Node;
    return this.parts.body;
  }
}

export class LazyFunction extends LazyDefinition<FunctionDefinition> implements FunctionDefinition {
  get kind(): "FunctionDefinition" {
    return "FunctionDefinition";
  }

  get tailNames(): TailNames | undefined {
    return this.indexed.tailNames;
  }
}

export class LazyModule extends LazyDefinition<ModuleDefinition> implements ModuleDefinition {
  get kind(): "ModuleDefinition" {
    return "ModuleDefinition";
  }
}
