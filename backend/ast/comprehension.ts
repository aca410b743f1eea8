// Which elements of a list are comprehensions. Shared by the parser and both evaluators.
import type { Comprehension, Element } from "./nodes.ts";

/** Whether an element is a comprehension, which may stand in lists only. */
export function isComprehension(element: Element): element is Comprehension {
  switch (element.kind) {
    case "LcFor":
    case "LcForC":
    case "LcIf":
    case "LcLet":
    case "LcEach":
      return true;
    default:
      return false;
  }
}
