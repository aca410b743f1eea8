// Requests for the same result at the same time share one evaluation. It goes on while anybody waits for it.
import { ApiError } from "../errors.ts";

interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
  hasLanded: boolean;
}

export interface Landed<T> {
  readonly value: T;
  /** True for the request that began the work. */
  readonly first: boolean;
}

export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * The result of `work`, or of the same work that is under way already. `signal` ends the waiting of this caller only;
   * the signal that `work` receives is aborted when nobody waits any more.
   */
  async run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<Landed<T>> {
    const known = this.#flights.get(key);
    const flight = known ?? this.#begin(key, work);
    flight.waiting += 1;
    const left = Promise.withResolvers<never>();
    const onAbort = (): void => left.reject(new ApiError("client_closed_request", "The client closed the request"));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return { value: await Promise.race([flight.result, left.promise]), first: known === undefined };
    } finally {
      signal.removeEventListener("abort", onAbort);
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        // An abortion makes an exception with its stack, whether anybody listens or not.
        if (!flight.hasLanded) flight.stop.abort();
      }
    }
  }

  /** Whether the work is under way. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const result = work(stop.signal);
    const flight: Flight<T> = { result, stop, waiting: 0, hasLanded: false };
    this.#flights.set(key, flight);
    const end = (): void => {
      flight.hasLanded = true;
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(end, end);
    return flight;
  }
}
