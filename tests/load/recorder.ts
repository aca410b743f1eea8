// What a run measured: counts by status and latencies, per kind of request. Latencies go into buckets that grow by one
// percent, so a run of any length needs the same memory.

const smallest = 0.01;
const growth = Math.log(1.01);

class Histogram {
  readonly #counts = new Uint32Array(2000);
  count = 0;
  largest = 0;

  add(milliseconds: number): void {
    const at = Math.floor(Math.log(Math.max(milliseconds, smallest) / smallest) / growth);
    const bucket = Math.min(this.#counts.length - 1, at);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.count += 1;
    this.largest = Math.max(this.largest, milliseconds);
  }

  /** The value that this share of all values does not exceed, within one percent. NaN without values. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.count);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return Math.min(this.largest, smallest * Math.exp((bucket + 1) * growth));
    }
    return Number.NaN;
  }
}

export interface Outcome {
  readonly kind: string;
  /** 0 when the connection was lost. */
  readonly status: number;
  readonly milliseconds: number;
  readonly retryAfter: number | undefined;
}

export class Recorder {
  readonly #histograms = new Map<string, Histogram>();
  readonly #statuses = new Map<string, Map<number, number>>();
  /** Refusals that did not say when to come back. */
  refusalsWithoutRetry = 0;

  add({ kind, status, milliseconds, retryAfter }: Outcome): void {
    const group = `${kind} ${status}`;
    const histogram = this.#histograms.get(group) ?? new Histogram();
    this.#histograms.set(group, histogram);
    histogram.add(milliseconds);
    const statuses = this.#statuses.get(kind) ?? new Map<number, number>();
    this.#statuses.set(kind, statuses);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if ((status === 503 || status === 429) && !(Number(retryAfter) >= 1)) this.refusalsWithoutRetry += 1;
  }

  /** How many answers of a kind, or of all kinds, had a status that fits. */
  count(fits: (status: number) => boolean, kind?: string): number {
    let sum = 0;
    for (const [name, statuses] of this.#statuses)
      if (kind === undefined || kind === name) for (const [status, count] of statuses) if (fits(status)) sum += count;
    return sum;
  }

  quantile(kind: string, status: number, share: number): number {
    return this.#histograms.get(`${kind} ${status}`)?.quantile(share) ?? Number.NaN;
  }

  /** The longest time of any answer. */
  get longest(): number {
    return Math.max(0, ...[...this.#histograms.values()].map(({ largest }) => largest));
  }

  /** `small: 200×310, 503×4`. */
  summary(): string {
    return [...this.#statuses]
      .map(([kind, statuses]) => `${kind}: ${[...statuses].map(([status, count]) => `${status}×${count}`).join(", ")}`)
      .join("; ");
  }
}
