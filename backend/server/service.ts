// What the routes share: the parts of one running service. There is no other state.
import type { KeyRing } from "./admission/api-keys.ts";
import type { BodyBudget, BodyRoom } from "./admission/body.ts";
import type { Arrived } from "./admission/overload.ts";
import type { ProcessorBudget } from "./admission/processor-budget.ts";
import type { AssetStore } from "./cache/asset-store.ts";
import type { ResultCache } from "./cache/result-cache.ts";
import type { SingleFlight } from "./cache/single-flight.ts";
import type { Config } from "./config.ts";
import type { FailureRegister } from "./failures.ts";
import type { LiveService } from "./live/live-service.ts";
import type { Connection } from "./live/socket.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Produced } from "./obtain.ts";
import type { CircuitBreaker } from "./pool/circuit-breaker.ts";
import type { LazyPool } from "./pool/lazy-pool.ts";
import type { Pool } from "./pool/pool.ts";
import type { Quarantine } from "./pool/quarantine.ts";

export interface Service {
  readonly config: Config;
  readonly pool: Pool;
  /** Processes for exact solids. */
  readonly solids: LazyPool;
  /** One per engine. */
  readonly breakers: readonly CircuitBreaker[];
  readonly keys: KeyRing;
  readonly bodies: BodyBudget;
  readonly processorBudget: ProcessorBudget;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly results: ResultCache;
  readonly assets: AssetStore;
  readonly flights: SingleFlight<Produced>;
  readonly failures: FailureRegister;
  readonly quarantine: Quarantine;
  readonly live: LiveService;
  readonly version: string;
  /** True once the service was told to stop. */
  draining: boolean;
}

/** Types of what Hono carries with a request. */
export interface ServiceEnv {
  Bindings: {
    /** Keeps the connection of a silent handler open for as long as an evaluation may take, from now on. */
    readonly keepOpen: (request: Request) => void;
    /** The address of the other end of the connection. */
    readonly address: (request: Request) => string;
    /** Makes a WebSocket of the connection; false when the request does not ask for one. */
    readonly upgrade: (request: Request, data: Connection, headers: Record<string, string>) => boolean;
    /** To be called when the request stands where places are counted, or needs none. */
    readonly arrived: Arrived;
  };
  Variables: {
    requestId: string;
    /** The name of the API key that the request came with; undefined without one. */
    tenant: string | undefined;
    /** Whether that key has the scope `admin`. */
    isAdmin: boolean;
    /** What the request counts for: the key's name or the address. */
    client: string;
    /** Memory for the body. */
    room: BodyRoom;
  };
}
