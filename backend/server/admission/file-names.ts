// Names of files that come with a request: relative paths, and nothing that could mean another place.

const pathLength = 1024;

/** A relative path with `/` between its parts and without `.`; undefined when it is anything else. */
export function normalizePath(name: string): string | undefined {
  if (name.length > pathLength || !name.isWellFormed()) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\\\u0000-\u001f\u007f]|^[~/]|^[A-Za-z]:|%(2e|2f|5c|00)/i.test(name)) return undefined;
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes("..") || name.endsWith("/")) return undefined;
  return parts.join("/");
}
