// What clients have already (RFC 9110 §13.1.2).

/** Whether a list of entity tags holds one, in either strength, or is `*`. */
export function hasTag(list: string | null | undefined, tag: string): boolean {
  return list?.split(",").some((item) => ["*", tag, `W/${tag}`].includes(item.trim())) ?? false;
}
