// The threats of spec/server.md §3b, what stands against each, and where it is attacked. docs/threats.md is made from this
// list and from measured figures (table.ts).

export interface ThreatRow {
  readonly id: string;
  readonly threat: string;
  readonly defence: string;
  /** Files below tests/ with tests that begin with the row's id; empty: `defence` says why there is nothing to attack. */
  readonly tests: readonly string[];
}

const programs = "server/threats/programs.test.ts";
const files = "server/threats/files.test.ts";
const solids = "server/threats/solids.test.ts";
const http = "server/threats/http.test.ts";
const bodies = "server/threats/bodies.test.ts";
const access = "server/access.test.ts";
const live = "server/live-limits.test.ts";
const confinement = "server/confinement.test.ts";
const supervision = "server/supervision.test.ts";
const projects = "server/projects.test.ts";

export const threatRows: readonly ThreatRow[] = [
  {
    id: "T-REC-1",
    threat: "Endless recursion",
    defence: "The depth of the stack is probed; OpenSCAD's own error",
    tests: [programs],
  },
  {
    id: "T-REC-2",
    threat: "Tail recursion a million deep",
    defence: "A loop with OpenSCAD's count",
    tests: [programs],
  },
  {
    id: "T-LOOP-1",
    threat: "Ranges of 10^12 elements, endless loops in lists",
    defence: "Ranges are counted, not walked",
    tests: [programs],
  },
  {
    id: "T-LOOP-2",
    threat: "Nested loops that are each legal",
    defence: "Steps and time are counted",
    tests: [programs],
  },
  {
    id: "T-MEM-1",
    threat: "Lists and texts that double",
    defence: "Elements and bytes are counted; memory of the process is capped",
    tests: [programs],
  },
  { id: "T-CSG-1", threat: "2^24 leaves", defence: "Nodes are counted while the tree grows", tests: [programs] },
  {
    id: "T-CSG-2",
    threat: "Fragments, slices, points, operands without end",
    defence: "Vertices and triangles are counted before the kernel; then time",
    tests: [programs],
  },
  {
    id: "T-NUM-1",
    threat: "Infinite, tiny and missing numbers",
    defence: "OpenSCAD's rules; results are looked at before they leave",
    tests: [programs],
  },
  {
    id: "T-WASM-1",
    threat: "A kernel out of memory",
    defence: "The process is ended, another takes its place",
    tests: [programs],
  },
  { id: "T-WASM-2", threat: "A kernel that does not come back", defence: "SIGKILL at the deadline", tests: [programs] },
  {
    id: "T-WASM-3",
    threat: "A kernel that is used after a trap",
    defence: "A process that trapped gets no further task",
    tests: [programs],
  },
  { id: "T-PARSE-1", threat: "Nesting", defence: "Levels are counted", tests: [programs] },
  {
    id: "T-PARSE-2",
    threat: "Long tokens, odd bytes",
    defence: "A lexer by bytes, sources of 1 MB",
    tests: [programs],
  },
  {
    id: "T-REDOS-1",
    threat: "Regular expressions that go back and forth",
    defence: "None with nested or adjacent repetition on texts of clients",
    tests: [programs, "server/threats/parsers.test.ts"],
  },
  {
    id: "T-OUT-1",
    threat: "Failures that hide behind masses of messages",
    defence: "Errors are told, cut, also where other messages are cut off",
    tests: ["server/threats/outcomes.test.ts"],
  },
  {
    id: "T-JSON-1",
    threat: "Nested and crowded JSON",
    defence: "Levels are counted before JSON is parsed; strict schemas",
    tests: [bodies],
  },
  {
    id: "T-JSON-2",
    threat: "JSON with masses of names and of wrong values",
    defence: "Names are counted first; the first wrong value ends the look",
    tests: ["server/threats/json.test.ts"],
  },
  { id: "T-PROTO-1", threat: "`__proto__` and its likes", defence: "User names live in maps", tests: [programs] },
  {
    id: "T-GEN-1",
    threat: "Texts that become code or markup",
    defence: "Only encoded literals are emitted; writers escape",
    tests: [programs],
  },
  {
    id: "T-PATH-1",
    threat: "Names that lead out",
    defence: "Files in memory; the name alone decides, before anything is looked for",
    tests: [files],
  },
  {
    id: "T-LINK-1",
    threat: "Links, pipes, devices in libraries",
    defence: "Real path inside the library, regular files, no following",
    tests: [files],
  },
  {
    id: "T-PATH-2",
    threat: "Includes of other than programs, and large ones",
    defence: "`.scad` and `.csg` to the letter, 1 MB by bytes",
    tests: [files],
  },
  { id: "T-INC-1", threat: "Includes of includes", defence: "Depth and number are counted", tests: [files] },
  {
    id: "T-FONT-1",
    threat: "Fonts by path, broken fonts",
    defence: "Families of the package; fonts of the request are parsed in the process",
    tests: [files],
  },
  {
    id: "T-ZIP-1",
    threat: "Archives that explode or lie",
    defence: "Bytes, share and entries are counted; names stay in memory",
    tests: [projects, files],
  },
  {
    id: "T-XXE-1",
    threat: "XML that names files and addresses",
    defence: "Entities are never resolved; nothing opens a connection",
    tests: [files],
  },
  { id: "T-XXE-3", threat: "XML that expands", defence: "No entities; nesting is counted", tests: [files] },
  {
    id: "T-SVG-1",
    threat: "Paths, uses and transforms without end",
    defence: "Linear reading under the deadline; uses in a circle are noticed",
    tests: [files],
  },
  {
    id: "T-STL/OFF/DXF",
    threat: "Files whose counts lie",
    defence: "Lengths are checked before memory is taken, indices before they are used",
    tests: [files],
  },
  {
    id: "T-STEP-1",
    threat: "Hostile files of exact solids",
    defence: "References are followed and counts checked before the library reads; it runs in a process of its own",
    tests: [solids],
  },
  { id: "T-PNG-1", threat: "Pictures that are too large", defence: "Pixels are counted in the head", tests: [files] },
  { id: "T-BODY-1", threat: "Packed bodies", defence: "415", tests: [bodies] },
  {
    id: "T-BODY-2",
    threat: "Bodies that are too large or wrongly framed",
    defence: "Bytes are counted; memory of all bodies is bounded; the body has a deadline",
    tests: [bodies],
  },
  { id: "T-SMUG-1", threat: "Two requests in one", defence: "Bun at one exact version", tests: [bodies] },
  {
    id: "T-SLOW-1",
    threat: "Half-open connections",
    defence: "Bun closes them; they hold no process",
    tests: [bodies],
  },
  {
    id: "T-CONN-1",
    threat: "Clients that leave",
    defence: "Their evaluation ends unless somebody shares it",
    tests: [bodies],
  },
  {
    id: "T-RL-1",
    threat: "Forged addresses",
    defence: "The socket's address, or trusted proxies; compared as bits; a bounded map",
    tests: [http],
  },
  {
    id: "T-RL-2",
    threat: "Many requests at one moment",
    defence: "Counting is one step; a clock that never goes back",
    tests: [http],
  },
  { id: "T-RL-3", threat: "Other spellings of an address", defence: "Policies belong to routes", tests: [http] },
  { id: "T-CORS-1", threat: "Pages of other origins", defence: "A list of origins, to the letter", tests: [http] },
  {
    id: "T-CSRF-1",
    threat: "Forms of other sites",
    defence: "There are no cookies; keys come in a header",
    tests: [http],
  },
  {
    id: "T-WS-1",
    threat: "WebSockets of other origins, in masses, too large, too fast, never read",
    defence: "Origins, numbers, sizes, rates and buffers are bounded",
    tests: [live],
  },
  {
    id: "T-WS-2",
    threat: "Messages that take long to read, sessions that fill the memory",
    defence:
      "Values are counted and messages weighed; a client's sessions share one bucket, and a quarter of the memory",
    tests: ["server/live-floods.test.ts"],
  },
  {
    id: "T-CACHE-1",
    threat: "Results of others",
    defence: "The key's owner is part of the cache's key and of the address",
    tests: [access],
  },
  {
    id: "T-CACHE-2",
    threat: "Results that are no longer right",
    defence: "Everything that changes a result is in the key; what is random is not kept",
    tests: [http],
  },
  {
    id: "T-CACHE-3",
    threat: "Proxies that keep answers",
    defence: "`no-store`, but for addresses by hash; `Vary`",
    tests: [http],
  },
  { id: "T-LOG-1", threat: "Lines that forge lines", defence: "JSON; fields are cut", tests: [http] },
  {
    id: "T-LOG-2",
    threat: "Secrets in logs",
    defence: "Programs, headers and queries are never logged",
    tests: [http],
  },
  { id: "T-SSRF-1..6", threat: "Addresses that the service opens for a client", defence: "It opens none", tests: [] },
  {
    id: "T-EXEC-1",
    threat: "Options that reach a command line",
    defence: "No shell; processes get tasks by message",
    tests: [http],
  },
  {
    id: "T-ENV-1",
    threat: "Programs that read the service's settings",
    defence: "An empty environment, no open files",
    tests: [http, confinement],
  },
  {
    id: "T-NET-1",
    threat: "Programs that open connections",
    defence: "A network of their own with nothing in it, where the machine allows; no code that could",
    tests: [confinement],
  },
  {
    id: "T-LIM-0",
    threat: "Limits of zero, or of another kind",
    defence: "Positive whole numbers, or 400",
    tests: [http],
  },
  { id: "T-INIT-1", threat: "The first request", defence: "Guards exist before the port is open", tests: [http] },
  { id: "T-AUTH-1", threat: "Wrong keys", defence: "SHA-256, compared in constant time; Bearer only", tests: [access] },
  {
    id: "T-TEN-1",
    threat: "What belongs to another key",
    defence: "404; see T-CACHE-1. There are no jobs to name",
    tests: ["server/assets.test.ts", "server/failures.test.ts"],
  },
  {
    id: "T-IDEM-1",
    threat: "Idempotency keys",
    defence: "There are no jobs; equal requests share one evaluation",
    tests: [],
  },
  {
    id: "T-DLQ-1",
    threat: "A program that ends its process again and again",
    defence: "Two processes, then it is refused for ten minutes; what is kept of failures is bounded",
    tests: [supervision, "server/failures.test.ts"],
  },
  {
    id: "T-CONF-1",
    threat: "Settings that are wrong or unsafe",
    defence: "Every problem is named, status 78",
    tests: [http],
  },
  {
    id: "T-DEP-1",
    threat: "Other packages than the tested ones",
    defence: "A lock file; SHA-256 of each kernel at start",
    tests: [http],
  },
];
