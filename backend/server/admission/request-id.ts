// The id of a request: the client's own, if it has the form of one.

const form = /^[A-Za-z0-9_\-=]{1,128}$/;

export function requestIdOf(asked: string | null | undefined): string {
  return typeof asked === "string" && form.test(asked) ? asked : crypto.randomUUID();
}
