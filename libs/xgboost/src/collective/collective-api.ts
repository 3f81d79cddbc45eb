import koffi from 'koffi';
import type { Out } from '../library/c-api';
import { CollectiveUnsupported, libraryFailure } from '../errors';
import { xgboostLibrary } from '../library/library';
import { isNewerFormat } from '../library/version';

/** Address of a tracker inside the library. */
export type TrackerHandle = bigint;

/** The part of the C API by which processes compute together, an exception for a bad status. */
export interface CollectiveApi {
  createTracker(config: object): TrackerHandle;
  runTracker(tracker: TrackerHandle): void;
  /** What the others need to know to find it. */
  trackerPort(tracker: TrackerHandle): number;
  waitForTracker(tracker: TrackerHandle, seconds: number): void;
  freeTracker(tracker: TrackerHandle): void;
  initialize(config: object): void;
  finalize(): void;
  rank(): number;
  worldSize(): number;
  sum(values: Float32Array | Float64Array): void;
  broadcast(bytes: Uint8Array, root: number): void;
}

/** The last version whose collective is another one. */
const TOO_OLD = [2, 0, 0] as const;
/** The library's numbers for types of values, and for the sum. */
const FLOAT32 = 1;
const FLOAT64 = 2;
const SUM = 2;

/** @throws CollectiveUnsupported if the library of this process is too old */
export function assertCollective(): void {
  const { path, version } = xgboostLibrary();
  if (!isNewerFormat(version, TOO_OLD)) throw new CollectiveUnsupported(path, version);
}

/** @throws CollectiveUnsupported if the library of this process is too old */
export function collectiveApi(): CollectiveApi {
  assertCollective();
  const { path } = xgboostLibrary();
  const library = koffi.load(path);
  const lastError: () => string = library.func('const char *XGBGetLastError()');

  function bind<Arguments extends unknown[]>(declaration: string): (...args: Arguments) => void {
    const call: (...args: Arguments) => number = library.func(`int ${declaration}`);
    return (...args) => {
      if (call(...args) !== 0) throw libraryFailure(lastError());
    };
  }

  const create = bind<[config: string, Out<bigint>]>(
    'XGTrackerCreate(const char *config, _Out_ void **tracker)',
  );
  const run = bind<[TrackerHandle, config: string]>('XGTrackerRun(void *tracker, const char *config)');
  const workerArguments = bind<[TrackerHandle, Out<string>]>(
    'XGTrackerWorkerArgs(void *tracker, _Out_ const char **arguments)',
  );
  const waitFor = bind<[TrackerHandle, config: string]>(
    'XGTrackerWaitFor(void *tracker, const char *config)',
  );
  const initialize = bind<[config: string]>('XGCommunicatorInit(const char *config)');
  const reduce = bind<[Float32Array | Float64Array, length: number, type: number, operation: number]>(
    'XGCommunicatorAllreduce(void *values, uint64_t length, int type, int operation)',
  );
  const broadcast = bind<[Uint8Array, length: number, root: number]>(
    'XGCommunicatorBroadcast(void *bytes, uint64_t length, int root)',
  );

  return {
    createTracker(config) {
      const out: Out<bigint> = [null];
      create(JSON.stringify(config), out);
      return given(out);
    },
    runTracker: tracker => run(tracker, '{}'),
    trackerPort(tracker) {
      const out: Out<string> = [null];
      workerArguments(tracker, out);
      const found: unknown = JSON.parse(given(out));
      const port = typeof found === 'object' && found !== null ? Object.entries(found) : [];
      return Number(port.find(([name]) => name === 'dmlc_tracker_port')?.[1]);
    },
    waitForTracker: (tracker, seconds) => waitFor(tracker, JSON.stringify({ timeout: seconds })),
    freeTracker: bind<[TrackerHandle]>('XGTrackerFree(void *tracker)'),
    initialize: config => initialize(JSON.stringify(config)),
    finalize: bind<[]>('XGCommunicatorFinalize()'),
    rank: library.func('int XGCommunicatorGetRank()'),
    worldSize: library.func('int XGCommunicatorGetWorldSize()'),
    sum: values => reduce(values, values.length, values instanceof Float32Array ? FLOAT32 : FLOAT64, SUM),
    broadcast: (bytes, root) => broadcast(bytes, bytes.length, root),
  };
}

function given<T>([value]: Out<T>): T {
  if (value === null) throw libraryFailure('a call succeeded without a result.');
  return value;
}
