// What this machine lets a service do with its evaluation processes: without setpriv and prlimit (util-linux), nothing is
// capped, a busy process ends later than a service that is killed, and production does not start.
import { tmpdir } from "node:os";
import { makeSandbox } from "../../backend/server/pool/sandbox.ts";

export const isConfined = makeSandbox({ mode: "auto", readable: [], writable: tmpdir() }).mode !== "none";
if (!isConfined)
  console.warn(
    "limits of memory and the end of busy processes are not tested: evaluation processes cannot be confined here",
  );

/** The strictest environment that a service starts in here. */
export const strictest = isConfined ? "production" : "development";
