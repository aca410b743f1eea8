// Defences taken away one at a time (spec/server.md §4c, and some more): each must turn the named test red. A text that is
// no longer there is a failure, too, so the list cannot rot.

/** A file, and a text that occurs in it once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Mutation extends Edit {
  readonly name: string;
  /** Where one defence stands behind another. */
  readonly also?: Edit;
  /** The test file, and the pattern of the test's name. */
  readonly test: string;
  readonly pattern: string;
}

const threats = "tests/server/threats";

export const mutations: readonly Mutation[] = [
  {
    name: "processes do not die with the service",
    file: "backend/server/pool/sandbox.ts",
    from: '"--pdeathsig", "KILL", ',
    to: "",
    also: { file: "backend/server/pool/sandbox.ts", from: '"--die-with-parent", ', to: "" },
    test: "tests/server/limits.test.ts",
    pattern: "SIGKILL of the service",
  },
  {
    name: "a process goes on after a trap",
    file: "backend/server/pool/pool.ts",
    from: "this.#crew.giveBack(worker, reasonToEnd(end.reply));",
    to: "this.#crew.giveBack(worker, undefined);",
    also: {
      file: "backend/server/pool/crew.ts",
      from: "worker.residentBytes > 0.7 * this.#options.processMemoryBytes",
      to: "worker.residentBytes < 0",
    },
    test: `${threats}/programs.test.ts`,
    pattern: "T-WASM-3",
  },
  {
    name: "what is left of a process's memory is what a program may use",
    file: "backend/server/pool/pool.ts",
    from: "if (entry.hadWhole || ",
    to: "if (entry.deaths >= 0 || ",
    test: "tests/server/memory.test.ts",
    pattern: "does not depend on what ran",
  },
  {
    name: "a process that was killed for its memory is tried again",
    file: "backend/server/pool/process-status.ts",
    from: "if (Math.max(peakBytes, reported) > fullShare * memoryBytes) return true;",
    to: "",
    test: "tests/server/memory.test.ts",
    pattern: "while it has most of its memory",
  },
  {
    name: "a program is blamed for a process that somebody killed",
    file: "backend/server/pool/pool.ts",
    from: "if (byItself) {",
    to: "if (byItself || !ofMemory) {",
    test: "tests/server/memory.test.ts",
    pattern: "says nothing about its program",
  },
  {
    name: "rates are counted by X-Forwarded-For",
    file: "backend/server/admission/access.ts",
    from: 'clientAddress(socket, headers.get("x-forwarded-for"), trustedProxies)',
    to: 'clientAddress(headers.get("x-forwarded-for")?.split(",")[0] ?? socket, null, trustedProxies)',
    test: `${threats}/http.test.ts`,
    pattern: "T-RL-1",
  },
  {
    name: "results are kept without their owner",
    file: "backend/server/cache/request-key.ts",
    from: "tenant === undefined ?",
    to: "true ?",
    test: "tests/server/access.test.ts",
    pattern: "T-CACHE-1",
  },
  {
    name: "assets without their owner",
    file: "backend/server/cache/asset-store.ts",
    from: "return `$" + '{tenant ?? ""}/$' + "{id}`;",
    to: "return id;",
    test: "tests/server/assets.test.ts",
    pattern: "T-TEN-1",
  },
  {
    name: "one client takes all room for assets",
    file: "backend/server/cache/asset-store.ts",
    from: "if (used + bytes > clientBytes || ",
    to: "if (",
    test: "tests/server/assets.test.ts",
    pattern: "one client cannot take all room",
  },
  {
    name: "processor time is not counted",
    file: "backend/server/admission/processor-budget.ts",
    from: "bucket.left -= milliseconds;",
    to: "",
    test: "tests/server/processor-budget.test.ts",
    pattern: "a client that has used its time",
  },
  {
    name: "libraries follow a link that appeared late",
    file: "backend/server/work/libraries.ts",
    from: "constants.O_NOFOLLOW | ",
    to: "",
    test: "tests/unit/server/libraries.test.ts",
    pattern: "T-LINK-1",
  },
  {
    name: "names may lead out",
    file: "backend/server/work/request-world.ts",
    from: 'if (depth < 0) return "it leads out of the project";',
    to: "",
    test: `${threats}/files.test.ts`,
    pattern: "T-PATH-1",
  },
  {
    name: "every file may be included",
    file: "backend/server/work/request-world.ts",
    from: 'if (use === "source" && ',
    to: 'if (use === "data" && name === "" && ',
    test: `${threats}/files.test.ts`,
    pattern: "T-PATH-2",
  },
  {
    name: "JSON of any depth",
    file: "backend/server/admission/body.ts",
    from: "if (depth > jsonDepth)",
    to: "if (depth > 1e9)",
    test: `${threats}/bodies.test.ts`,
    pattern: "T-JSON-1.*a level too many",
  },
  {
    name: "bodies of any size",
    file: "backend/server/admission/body.ts",
    from: "if (Number(length ?? 0) > limit) throw tooLarge();",
    to: "",
    also: {
      file: "backend/server/admission/body.ts",
      from: "if (bytes.length > limit) throw tooLarge();",
      to: "",
    },
    test: `${threats}/bodies.test.ts`,
    pattern: "T-BODY-2 a byte too many",
  },
  {
    name: "bodies in pieces of any size",
    file: "backend/server/admission/body.ts",
    from: "if (size > limit) throw tooLarge();",
    to: "",
    test: `${threats}/bodies.test.ts`,
    pattern: "T-BODY-2 a byte too many",
  },
  {
    name: "packed bodies",
    file: "backend/server/admission/body.ts",
    from: 'if (encoding !== null && encoding !== "identity")',
    to: 'if (encoding === "never")',
    test: `${threats}/bodies.test.ts`,
    pattern: "T-BODY-1",
  },
  {
    name: "any number of large bodies",
    file: "backend/server/admission/body.ts",
    from: "if (this.#used + bytes > this.bytes) {",
    to: "if (this.#used + bytes < 0) {",
    test: `${threats}/bodies.test.ts`,
    pattern: "R-23",
  },
  {
    name: "bodies may take for ever",
    file: "backend/server/admission/body.ts",
    from: "return await Promise.race([receive(request, options), late.promise]);",
    to: "late.promise.catch(() => undefined);\n    return await receive(request, options);",
    test: "tests/server/limits.test.ts",
    pattern: "R-14.*drips",
  },
  {
    name: "keys do not expire",
    file: "backend/server/admission/api-keys.ts",
    from: "found.expires <= Date.now()",
    to: "found.expires <= 0",
    test: "tests/server/access.test.ts",
    pattern: "T-AUTH-1.*an expired key",
  },
  {
    name: "every key has every scope",
    file: "backend/server/admission/access.ts",
    from: "if (key !== undefined && !key.scopes.includes(scope))",
    to: "if (key !== undefined && key.scopes.length === 0)",
    test: "tests/server/access.test.ts",
    pattern: "T-AUTH-1.*(a scope|administrators)",
  },
  {
    name: "random results are kept",
    file: "backend/server/work/run-task.ts",
    from: "repeatable: !outcome.tainted",
    to: "repeatable: outcome.tainted || !outcome.tainted",
    test: `${threats}/http.test.ts`,
    pattern: "T-CACHE-2 what is random",
  },
  {
    name: "parameters are not part of a result's key",
    file: "backend/server/cache/request-key.ts",
    from: "add(JSON.stringify(task.definitions));",
    to: "",
    test: `${threats}/http.test.ts`,
    pattern: "T-CACHE-2 everything",
  },
  {
    name: "includes multiply",
    file: "backend/ast/splice.ts",
    from: "if (this.#left < 0 || open.size > this.#ctx.limits.includeDepth) return undefined;",
    to: "",
    test: `${threats}/files.test.ts`,
    pattern: "T-INC-1.*diamonds",
  },
  {
    name: "archives of any ratio",
    file: "backend/server/work/project-archive.ts",
    from: "Math.min(mostBytes, Math.max(unsuspectedBytes, highestRatio * bytes.length))",
    to: "mostBytes * 100",
    test: "tests/server/projects.test.ts",
    pattern: "T-ZIP-1.*a ratio of 1000",
  },
  {
    name: "archives with two files of one name",
    file: "backend/server/work/project-archive.ts",
    from: "if (zip.isAmbiguous)",
    to: "if (zip.names.length < 0)",
    test: "tests/server/projects.test.ts",
    pattern: "T-ZIP-1.*one name twice",
  },
  {
    name: "open results leave as files",
    file: "backend/server/work/check-output.ts",
    from: "if (!isClosed(trianglesOf(mesh))) return notClosed;",
    to: "",
    test: "tests/server/projects.test.ts",
    pattern: "R-51.*an open one",
  },
  {
    name: "numbers that are none leave",
    file: "backend/server/work/check-output.ts",
    from: "return coordinates.every((value) => Number.isFinite(value));",
    to: "return coordinates.length >= 0;",
    test: "tests/server/evaluate.test.ts",
    pattern: "coordinates that are not finite",
  },
  {
    name: "processes see the service's settings",
    file: "backend/server/pool/worker-process.ts",
    from: "env: { PATH",
    to: "env: { ...process.env, PATH",
    test: `${threats}/http.test.ts`,
    pattern: "T-ENV-1",
  },
  {
    name: "a client that leaves is waited for",
    file: "backend/server/cache/single-flight.ts",
    from: "flight.stop.abort();",
    to: "",
    test: `${threats}/bodies.test.ts`,
    pattern: "T-CONN-1",
  },
  {
    name: "a subdomain is as good as its domain",
    file: "backend/server/admission/cors.ts",
    from: "entry.toLowerCase() === origin",
    to: 'origin.endsWith(entry.toLowerCase().replace(/^https?:\\/\\//, ""))',
    test: `${threats}/http.test.ts`,
    pattern: "T-CORS-1",
  },
];
