// Takes system calls from this process that an evaluation never needs (seccomp, the kernel's own filter): no network, no
// other programs, no signals to other processes, no changed files. Cannot be undone. Linux on x86-64 and arm64.
import { dlopen, FFIType, ptr } from "bun:ffi";

/** Numbers of system calls: x86-64, arm64; 0 where there is none. */
type Numbers = readonly [number, number];

const forbidden: Readonly<Record<string, Numbers>> = {
  // Network.
  socket: [41, 198],
  socketpair: [53, 199],
  connect: [42, 203],
  bind: [49, 200],
  listen: [50, 201],
  accept: [43, 202],
  accept4: [288, 242],
  // Other programs and other processes.
  fork: [57, 0],
  vfork: [58, 0],
  execve: [59, 221],
  execveat: [322, 281],
  ptrace: [101, 117],
  kill: [62, 129],
  tkill: [200, 130],
  rt_sigqueueinfo: [129, 138],
  rt_tgsigqueueinfo: [297, 240],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  pidfd_open: [434, 434],
  pidfd_getfd: [438, 438],
  pidfd_send_signal: [424, 424],
  // Its own limits and rank.
  setrlimit: [160, 164],
  setpriority: [141, 140],
  setuid: [105, 146],
  setgid: [106, 144],
  capset: [126, 91],
  // Files: nothing is removed, moved, linked, or given away.
  creat: [85, 0],
  truncate: [76, 45],
  unlink: [87, 0],
  unlinkat: [263, 35],
  rename: [82, 0],
  renameat: [264, 38],
  renameat2: [316, 276],
  mkdir: [83, 0],
  mkdirat: [258, 34],
  rmdir: [84, 0],
  link: [86, 0],
  linkat: [265, 37],
  symlink: [88, 0],
  symlinkat: [266, 36],
  mknod: [133, 0],
  mknodat: [259, 33],
  chmod: [90, 0],
  fchmodat: [268, 53],
  fchmodat2: [452, 452],
  chown: [92, 0],
  lchown: [94, 0],
  fchownat: [260, 54],
  utimensat: [280, 88],
  setxattr: [188, 5],
  // Doors of the kernel.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  unshare: [272, 97],
  setns: [308, 268],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  open_by_handle_at: [304, 265],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
};

/** Calls that get "not implemented", so that the C library takes the older one, whose arguments a filter can see. */
const unknown: Readonly<Record<string, Numbers>> = {
  clone3: [435, 435],
  openat2: [437, 437],
  io_uring_setup: [425, 425],
};

/** Calls that are looked at more closely. */
const examined = {
  clone: [56, 220],
  tgkill: [234, 131],
  open: [2, 0],
  openat: [257, 56],
  prlimit64: [302, 261],
} as const satisfies Record<string, Numbers>;

/** The architectures' own numbers, as a filter sees them. */
const architectures: Readonly<
  Record<string, { readonly audit: number; readonly column: 0 | 1; readonly seccomp: number }>
> = {
  x64: { audit: 0xc000003e, column: 0, seccomp: 317 },
  arm64: { audit: 0xc00000b7, column: 1, seccomp: 277 },
};

const ENOSYS = 38;
const EPERM = 1;
const CLONE_THREAD = 0x10000;
/** O_WRONLY and O_RDWR. */
const writing = 3;
/** O_CREAT with O_EXCL: the file is new. */
const fresh = 0o300;
/** O_CREAT and O_TRUNC, which change files that are only read, too. */
const changing = 0o1100;

const allow = 0x7fff0000;
const refuse = (errno: number): number => 0x00050000 | errno;
const kill = 0x80000000;

/** One instruction of the filter's machine: code, jumps when true and false, operand. */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, operand: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
/** Compares; skips so many instructions when it is so, so many when not. */
const jump =
  (code: number) =>
  (operand: number, whenTrue: number, whenFalse: number): Instruction => [code, whenTrue, whenFalse, operand];
const equals = jump(0x15);
const atLeast = jump(0x35);
const hasAny = jump(0x45);
const and = (operand: number): Instruction => [0x54, 0, 0, operand];
const answer = (value: number): Instruction => [0x06, 0, 0, value];

const numberAt = 0;
const architectureAt = 4;
const argumentAt = (index: number): number => 16 + 8 * index;

/** Refuses to open for writing what is there already, and to create or cut what is opened for reading. */
function openRules(call: number, flagsIndex: number): readonly Instruction[] {
  return [
    equals(call, 0, 9),
    load(argumentAt(flagsIndex)),
    hasAny(writing, 0, 4),
    and(fresh),
    equals(fresh, 0, 1),
    answer(allow),
    answer(refuse(EPERM)),
    hasAny(changing, 0, 1),
    answer(refuse(EPERM)),
    answer(allow),
  ];
}

function makeFilter(column: 0 | 1, audit: number): readonly Instruction[] {
  const call = (numbers: Numbers): number => numbers[column];
  const listed = (table: Readonly<Record<string, Numbers>>, errno: number): readonly Instruction[] =>
    Object.values(table)
      .map(call)
      .filter((number) => number > 0)
      .flatMap((number) => [equals(number, 0, 1), answer(refuse(errno))]);
  return [
    load(architectureAt),
    equals(audit, 1, 0),
    answer(kill),
    load(numberAt),
    // The same calls by the numbers of x32.
    ...(column === 0 ? [atLeast(0x40000000, 0, 1), answer(refuse(ENOSYS))] : []),
    ...listed(forbidden, EPERM),
    ...listed(unknown, ENOSYS),
    equals(call(examined.clone), 0, 4),
    load(argumentAt(0)),
    hasAny(CLONE_THREAD, 1, 0),
    answer(refuse(EPERM)),
    answer(allow),
    // Signals within the process: the engine stops its own threads with them.
    equals(call(examined.tgkill), 0, 4),
    load(argumentAt(0)),
    equals(process.pid, 1, 0),
    answer(refuse(EPERM)),
    answer(allow),
    // Reading a limit is allowed, setting one is not.
    equals(call(examined.prlimit64), 0, 6),
    load(argumentAt(2)),
    equals(0, 0, 3),
    load(argumentAt(2) + 4),
    equals(0, 0, 1),
    answer(allow),
    answer(refuse(EPERM)),
    ...(call(examined.open) > 0 ? openRules(call(examined.open), 1) : []),
    ...openRules(call(examined.openat), 2),
    answer(allow),
  ];
}

/** Gives why it could not be done, where it could not. */
export function refuseSystemCalls(): string | undefined {
  try {
    return setFilter();
  } catch (error) {
    // Another C library, or none that can be loaded.
    return (error as Error).message;
  }
}

function setFilter(): string | undefined {
  const architecture = architectures[process.arch];
  if (process.platform !== "linux" || architecture === undefined)
    return `no filter for ${process.platform} on ${process.arch}`;
  const { u64, i32, i64 } = FFIType;
  const { symbols } = dlopen("libc.so.6", {
    prctl: { args: [i32, u64, u64, u64, u64], returns: i32 },
    syscall: { args: [i64, u64, u64, u64], returns: i64 },
  });
  const filter = makeFilter(architecture.column, architecture.audit);
  const code = new DataView(new ArrayBuffer(8 * filter.length));
  filter.forEach(([operation, whenTrue, whenFalse, operand], i) => {
    code.setUint16(8 * i, operation, true);
    code.setUint8(8 * i + 2, whenTrue);
    code.setUint8(8 * i + 3, whenFalse);
    code.setUint32(8 * i + 4, operand, true);
  });
  const program = new DataView(new ArrayBuffer(16));
  program.setUint16(0, filter.length, true);
  program.setBigUint64(8, BigInt(ptr(code)), true);
  const setNoNewPrivileges = 38;
  const setModeFilter = 1;
  const allThreads = 1;
  if (symbols.prctl(setNoNewPrivileges, 1, 0, 0, 0) !== 0) return "privileges cannot be given up";
  const result = symbols.syscall(architecture.seccomp, setModeFilter, allThreads, ptr(program));
  return Number(result) === 0 ? undefined : `the kernel does not take the filter (${result})`;
}
