import type { ColumnOrder } from '@reckit/protocol';
import { parseRange, type AddressRange } from '../access/client-address';
import { EnvironmentReader, type Environment } from './environment-reader';
import { readDriftConfig, type DriftConfig } from './drift-config';
import { readFeedbackConfig, type FeedbackConfig } from './feedback-config';
import { readGrpcConfig, type GrpcConfig } from './grpc-config';
import { readModelSettings, type ModelChoice, type ModelSettings } from './model-settings';
import { readTracingConfig, type TracingConfig } from './tracing-config';
import { readVersionSettings, type VersionSettings } from './version-settings';

/** How a service runs; every field comes from the environment variable named beside it. */
export interface ServiceConfig
  extends GrpcConfig, ModelSettings, VersionSettings, TracingConfig, FeedbackConfig, DriftConfig {
  /** `PORT`. 0 takes any free port. */
  readonly port: number;
  /** `HOST`: the address to listen on. @default 0.0.0.0 */
  readonly host: string;
  /** `MODEL_DIR`. @default model */
  readonly modelDir: string;
  /** `RELOAD_API_KEY`: the keys, separated by commas, of which `/reload` asks for one; none asks for nothing. */
  readonly reloadApiKey: readonly string[];
  /** `PREDICT_API_KEY`: the same for predictions. */
  readonly predictApiKey: readonly string[];
  /** `MAX_BODY_BYTES`: a longer body is answered 413. @default 16 MiB */
  readonly maxBodyBytes: number;
  /** `MAX_BATCH_ROWS`: rows in one request; more is answered 413. @default 50000 */
  readonly maxBatchRows: number;
  /**
   * `MAX_READING_BYTES`: what the bodies of requests may take in memory together until their rows are decoded; and, as
   * sums of their own, what decoded rows may until they are scored, and answers that clients have not taken yet.
   * @default 128 MiB, or twice `MAX_BODY_BYTES`
   */
  readonly maxReadingBytes: number;
  /**
   * `MIN_BODY_BYTES_PER_SECOND`: a body that arrives more slowly is answered 408, after a grace of 10 s or a third of
   * `REQUEST_TIMEOUT_MS`. 0 is no such limit. @default 1024
   */
  readonly minBodyBytesPerSecond: number;
  /** `MAX_CONNECTIONS`: open at once; those that wait for nothing but their client make room. @default 10000 */
  readonly maxConnections: number;
  /** `MAX_INFLIGHT`: predictions being scored at once; more is 503 with Retry-After. @default 256 */
  readonly maxInflight: number;
  /** `RATE_LIMIT_RPS`: predictions a second; more is 429 with Retry-After. 0 is no limit. @default 0 */
  readonly rateLimitRps: number;
  /**
   * `RATE_LIMIT_RPS_PER_CLIENT`: the same for each client, told by its key, or where none is asked for by its address.
   * @default 0
   */
  readonly rateLimitRpsPerClient: number;
  /** `TRUSTED_PROXIES`: addresses and ranges whose `X-Forwarded-For` tells the client's address. */
  readonly trustedProxies: readonly AddressRange[];
  /** `COMPRESS_MIN_BYTES`: answers from this length on are compressed if the client asks; 0 never. @default 64 KiB */
  readonly compressMinBytes: number;
  /**
   * `REQUEST_TIMEOUT_MS`: how long a request may take to arrive, then to be answered, and then its answer to be taken.
   * @default 30000
   */
  readonly requestTimeoutMs: number;
  /**
   * `KEEP_ALIVE_TIMEOUT_MS`: how long a connection may be idle between requests. It has to outlast the pools of clients
   * and proxies (Go's: 90 s), or a request meets the closing of its connection. @default 120000
   */
  readonly keepAliveTimeoutMs: number;
  /** `SHUTDOWN_GRACE_MS`: how long after SIGTERM the process ends at the latest. @default 15000 */
  readonly shutdownGraceMs: number;
  /** `MODEL_WATCH_MS`: how often to look whether what is named serves; 0 never looks. @default 0 */
  readonly modelWatchMs: number;
  /** `MODEL_LOAD_TIMEOUT_MS`: a load that takes longer is given up. @default 300000 */
  readonly modelLoadTimeoutMs: number;
  /**
   * `EXCLUDE_NEIGHBORS`: whether a model that looks up the nodes of a graph leaves out those that an edge joins to the one
   * that is asked for, as for "people you may know". @default false
   */
  readonly excludeNeighbors: boolean;
  /** `ORT_THREADS`: threads inside one operator of ONNX Runtime. @default 1 */
  readonly ortThreads: number;
  /**
   * `WORKERS`: processes that answer, beside one that looks after them where there are several; `auto` takes one for
   * each core that this process may use. @default 1
   */
  readonly workers: number | 'auto';
  /**
   * `V1_SINGLE_EMBEDDING`: how KServe v1 answers the embedding of a request's only row: `nested`, a list of one vector
   * as the standard has it, or `flat`, the vector itself as the Go `TwoTowerRecall` reads it. @default nested
   */
  readonly v1SingleEmbedding: (typeof SINGLE_EMBEDDINGS)[number];
  /**
   * `V2_FEATURE_ORDER`: the order of the columns of a v2 matrix without names: `model`, or `sorted` by name, as the Go
   * client for KServe flattens objects. @default model
   */
  readonly v2FeatureOrder: ColumnOrder;
  /** `LOG_LEVEL`. @default info */
  readonly logLevel: LogLevel;
  /** `LOG_FORMAT`: `json` for machines, `text` for eyes. @default json */
  readonly logFormat: (typeof LOG_FORMATS)[number];
}

const SINGLE_EMBEDDINGS = ['nested', 'flat'] as const;
const COLUMN_ORDERS = ['model', 'sorted'] as const satisfies readonly ColumnOrder[];
const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const LOG_FORMATS = ['json', 'text'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MAX_PORT = 65_535;
const MAX_TIMER_MS = 2_147_483_647;
const MAX_WORKERS = 128;
const MEBIBYTE = 1024 * 1024;
const MAX_BYTES = Number.MAX_SAFE_INTEGER;
const NO_MODELS: ModelChoice = { definitions: [], enabled: null };

/**
 * Reads the configuration of a service.
 *
 * @param defaultPort - the port of this service when `PORT` is not set
 * @param models - those that it can serve; none where only other settings matter
 * @throws BadConfig naming every wrong variable at once
 */
export function readConfig(
  environment: Environment,
  defaultPort: number,
  models: ModelChoice = NO_MODELS,
): ServiceConfig {
  const env = new EnvironmentReader(environment);
  const maxBodyBytes = env.integer('MAX_BODY_BYTES', 16 * MEBIBYTE, 1, 1024 * MEBIBYTE);
  const maxReadingBytes = Math.max(128 * MEBIBYTE, 2 * maxBodyBytes);
  const config: ServiceConfig = {
    port: env.integer('PORT', defaultPort, 0, MAX_PORT),
    ...readGrpcConfig(env),
    host: env.text('HOST') ?? '0.0.0.0',
    modelDir: env.text('MODEL_DIR') ?? 'model',
    ...readModels(env, models),
    reloadApiKey: env.keys('RELOAD_API_KEY'),
    predictApiKey: env.keys('PREDICT_API_KEY'),
    maxBodyBytes,
    // A compressed body is there twice for a moment.
    maxReadingBytes: env.integer('MAX_READING_BYTES', maxReadingBytes, 2 * maxBodyBytes, MAX_BYTES),
    minBodyBytesPerSecond: env.integer('MIN_BODY_BYTES_PER_SECOND', 1024, 0, 1024 * MEBIBYTE),
    maxConnections: env.integer('MAX_CONNECTIONS', 10_000, 1, 1_000_000),
    maxBatchRows: env.integer('MAX_BATCH_ROWS', 50_000, 1, 10_000_000),
    maxInflight: env.integer('MAX_INFLIGHT', 256, 1, 1_000_000),
    rateLimitRps: env.integer('RATE_LIMIT_RPS', 0, 0, 1_000_000),
    rateLimitRpsPerClient: env.integer('RATE_LIMIT_RPS_PER_CLIENT', 0, 0, 1_000_000),
    trustedProxies: env.listOf('TRUSTED_PROXIES', parseRange, 'addresses or ranges such as 10.0.0.0/8'),
    compressMinBytes: env.integer('COMPRESS_MIN_BYTES', 65_536, 0, MAX_BYTES),
    requestTimeoutMs: env.integer('REQUEST_TIMEOUT_MS', 30_000, 1, MAX_TIMER_MS),
    keepAliveTimeoutMs: env.integer('KEEP_ALIVE_TIMEOUT_MS', 120_000, 1, MAX_TIMER_MS),
    shutdownGraceMs: env.integer('SHUTDOWN_GRACE_MS', 15_000, 0, MAX_TIMER_MS),
    modelWatchMs: env.integer('MODEL_WATCH_MS', 0, 0, MAX_TIMER_MS),
    modelLoadTimeoutMs: env.integer('MODEL_LOAD_TIMEOUT_MS', 300_000, 1, MAX_TIMER_MS),
    excludeNeighbors: env.flag('EXCLUDE_NEIGHBORS', false),
    ortThreads: env.integer('ORT_THREADS', 1, 1, 256),
    workers: env.integerOr('WORKERS', 'auto', 1, 1, MAX_WORKERS),
    v1SingleEmbedding: env.oneOf('V1_SINGLE_EMBEDDING', SINGLE_EMBEDDINGS, 'nested'),
    v2FeatureOrder: env.oneOf('V2_FEATURE_ORDER', COLUMN_ORDERS, 'model'),
    ...readTracingConfig(env),
    ...readFeedbackConfig(env),
    ...readDriftConfig(env),
    logLevel: env.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: env.oneOf('LOG_FORMAT', LOG_FORMATS, 'json'),
  };
  env.assertGood();
  return config;
}

/** What is set of the models, and of their versions. */
function readModels(env: EnvironmentReader, choice: ModelChoice): ModelSettings & VersionSettings {
  const settings = readModelSettings(env, choice);
  return { ...settings, ...readVersionSettings(env, settings.enabledModels) };
}
