// The service as the playground sees it: two calls, and one form for everything that goes wrong.

export interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Measures {
  readonly dimension: 0 | 2 | 3;
  /** null: more than a number holds. */
  readonly volume: number | null;
  readonly area: number | null;
  readonly box: { readonly min: number[]; readonly max: number[]; readonly size: (number | null)[] } | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Mesh {
  readonly positions: readonly number[];
  readonly triangles: readonly number[];
  readonly colors?: readonly (readonly number[])[];
  readonly triangleColors?: readonly number[];
}

export interface Outline {
  readonly points: readonly number[];
  readonly hole: boolean;
}

export interface Result {
  readonly measures: Measures;
  readonly mesh?: Mesh;
  readonly polygon?: { readonly outlines: readonly Outline[] };
  readonly diagnostics: readonly Diagnostic[];
}

export interface Parameter {
  readonly name: string;
  readonly group: string;
  readonly description?: string;
  readonly kind: "boolean" | "number" | "string" | "vector" | "enum";
  readonly initial: ParameterValue;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  readonly options?: readonly { readonly name: string; readonly value: number | string }[];
}

export type ParameterValue = boolean | number | string | readonly number[];

export interface Program {
  readonly source: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** What the service refused or failed at, with what it said about the program. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    message: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    super(message);
  }
}

export async function evaluate(program: Program, signal: AbortSignal): Promise<Result> {
  return (await (await send("/api/evaluate", program, signal)).json()) as Result;
}

export async function evaluateFile(program: Program, format: string, signal: AbortSignal): Promise<Blob> {
  return await (await send(`/api/evaluate?format=${encodeURIComponent(format)}`, program, signal)).blob();
}

export async function parameters(source: string, signal?: AbortSignal): Promise<readonly Parameter[]> {
  const answer = await send("/api/parse", { source }, signal);
  return ((await answer.json()) as { parameters: readonly Parameter[] }).parameters;
}

async function send(address: string, body: object, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ServiceError("The service cannot be reached.", []);
  }
  if (response.ok) return response;
  throw await errorOf(response);
}

async function errorOf(response: Response): Promise<ServiceError> {
  const body = (await response.json().catch(() => ({}))) as { message?: string } & Partial<Result>;
  const { message = `The service answered ${response.status}.`, diagnostics = [] } = body;
  const wait = response.headers.get("retry-after");
  return new ServiceError(wait === null ? message : `${message} Try again in ${wait} s.`, diagnostics);
}
