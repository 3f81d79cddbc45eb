import type { LocalService, LocalServices } from '../programs/local-service';

export const CONTRACT_KEY = 'contract-key';
/** What the narrow service takes at the most. */
export const NARROW = { rows: 20, bytes: 20_000 } as const;

/** The services that are asked in the tests of the contract, each started once for all of its models. */
export interface ContractServices {
  /** One without settings of its own. */
  readonly plain: () => LocalService;
  /** One that takes little at once. */
  readonly narrow: () => LocalService;
  /** One that wants a key. */
  readonly guarded: () => LocalService;
  /** Starts one for a test. */
  readonly start: ReturnType<LocalServices['perTest']>;
}

/** To be called at the top of a test file or block. */
export function contractServices(services: LocalServices): ContractServices {
  return {
    plain: services.shared({ GRPC_PORT: '0' }),
    narrow: services.shared({
      GRPC_PORT: '0',
      MAX_BATCH_ROWS: String(NARROW.rows),
      MAX_BODY_BYTES: String(NARROW.bytes),
    }),
    guarded: services.shared({ GRPC_PORT: '0', PREDICT_API_KEY: CONTRACT_KEY }),
    start: services.perTest(),
  };
}
