// parent_module: the name of a user module that is being instantiated (spec/language.md §6.7).
import { defineVariadic, wrongCount, wrongType } from "./define.ts";

export const parentModule = defineVariadic("parent_module", (rt, args, position) => {
  if (args.length > 1) return wrongCount(rt, "parent_module", 1, args.length, position);
  const outward = args.length === 0 ? 1 : args[0];
  if (typeof outward !== "number") {
    return wrongType(rt, "parent_module", "argument 0", "number", outward, position);
  }
  const n = toInt32(outward);
  if (n < 0) {
    rt.warn("builtin-value", `Negative parent module index (${n}) not allowed`, position);
    return undefined;
  }
  const names = rt.moduleNames;
  if (n >= names.length) {
    const message = `Parent module index (${n}) greater than the number of modules on the stack`;
    rt.warn("builtin-value", message, position);
    return undefined;
  }
  return names[names.length - 1 - n];
});

/** Truncated; what does not fit is the smallest integer, as on x86-64. */
function toInt32(x: number): number {
  return x > -2147483649 && x < 2147483648 ? Math.trunc(x) + 0 : -2147483648;
}
