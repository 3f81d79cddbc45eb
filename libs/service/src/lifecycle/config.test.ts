import * as fc from 'fast-check';
import { readConfig } from './config';
import { definitionOf } from '../../testing/definition-of';
import { BadConfig } from './environment-reader';

const MODELS = { definitions: [definitionOf('xgb')], enabled: null };

const DEFAULTS = {
  port: 8080,
  host: '0.0.0.0',
  modelDir: 'model',
  enabledModels: ['xgb'],
  allowPartial: false,
  modelVersion: [],
  modelAliases: [],
  modelVersions: [],
  modelLabels: [],
  modelShare: [],
  shareKeyHeader: null,
  modelShadow: [],
  reloadApiKey: [],
  predictApiKey: [],
  maxBodyBytes: 16 * 1024 * 1024,
  maxBatchRows: 50_000,
  maxReadingBytes: 128 * 1024 * 1024,
  minBodyBytesPerSecond: 1024,
  maxConnections: 10_000,
  maxInflight: 256,
  rateLimitRps: 0,
  rateLimitRpsPerClient: 0,
  trustedProxies: [],
  compressMinBytes: 64 * 1024,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 120_000,
  shutdownGraceMs: 15_000,
  modelWatchMs: 0,
  modelLoadTimeoutMs: 300_000,
  excludeNeighbors: false,
  ortThreads: 1,
  workers: 1,
  v1SingleEmbedding: 'nested',
  v2FeatureOrder: 'model',
  predictionLog: null,
  predictionLogShare: 1,
  predictionLogRowsPerSecond: 1_000,
  predictionLogFileBytes: 64 * 1024 * 1024,
  predictionLogFileSeconds: 300,
  predictionLogMaxBytes: 1024 * 1024 * 1024,
  driftWindowSeconds: 3_600,
  driftRowsPerSecond: 100,
  otelSdkDisabled: false,
  otelTracesExporter: 'otlp',
  otelExporterOtlpProtocol: 'http/json',
  otelExporterOtlpEndpoint: null,
  otelExporterOtlpTracesEndpoint: null,
  grpcPort: null,
  grpcTlsCertFile: null,
  grpcTlsKeyFile: null,
  grpcTlsClientCaFile: null,
  grpcMaxConnectionAgeMs: 0,
  logLevel: 'info',
  logFormat: 'json',
};

const VARIABLES = [
  'PORT',
  'HOST',
  'MODEL_DIR',
  'MODEL_VERSION',
  'MODEL_ALIASES',
  'MODEL_VERSIONS',
  'MODEL_LABELS',
  'MODEL_SHARE',
  'SHARE_KEY_HEADER',
  'MODEL_SHADOW',
  'RELOAD_API_KEY',
  'PREDICT_API_KEY',
  'MAX_BODY_BYTES',
  'MAX_BATCH_ROWS',
  'MAX_READING_BYTES',
  'MIN_BODY_BYTES_PER_SECOND',
  'MAX_CONNECTIONS',
  'MAX_INFLIGHT',
  'RATE_LIMIT_RPS',
  'RATE_LIMIT_RPS_PER_CLIENT',
  'TRUSTED_PROXIES',
  'COMPRESS_MIN_BYTES',
  'REQUEST_TIMEOUT_MS',
  'KEEP_ALIVE_TIMEOUT_MS',
  'SHUTDOWN_GRACE_MS',
  'MODEL_WATCH_MS',
  'MODEL_LOAD_TIMEOUT_MS',
  'EXCLUDE_NEIGHBORS',
  'ORT_THREADS',
  'WORKERS',
  'V1_SINGLE_EMBEDDING',
  'V2_FEATURE_ORDER',
  'PREDICTION_LOG',
  'PREDICTION_LOG_SHARE',
  'PREDICTION_LOG_ROWS_PER_SECOND',
  'PREDICTION_LOG_FILE_BYTES',
  'PREDICTION_LOG_FILE_SECONDS',
  'PREDICTION_LOG_MAX_BYTES',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'GRPC_PORT',
  'GRPC_TLS_CERT_FILE',
  'GRPC_TLS_KEY_FILE',
  'GRPC_TLS_CLIENT_CA_FILE',
  'GRPC_MAX_CONNECTION_AGE_MS',
  'LOG_LEVEL',
  'LOG_FORMAT',
];

test('an empty environment gives the defaults, and the port of the service', () => {
  expect(readConfig({}, 8080, MODELS)).toEqual(DEFAULTS);
  expect(readConfig({}, 8086).port).toBe(8086);
});

test.each(['', ' ', '\t'])('variables that are %j count as not set', empty => {
  const environment = Object.fromEntries(VARIABLES.map(name => [name, empty]));
  expect(readConfig(environment, 8080, MODELS)).toEqual(DEFAULTS);
});

test('every variable sets its field', () => {
  expect(
    readConfig(
      {
        PORT: '0',
        HOST: '127.0.0.1',
        MODEL_DIR: '/models',
        MODEL_VERSION: 'v1',
        MODEL_ALIASES: ' ranker, second ,,third',
        MODEL_VERSIONS: 'v1, all:3',
        MODEL_LABELS: 'stable:v1,canary:v2',
        MODEL_SHARE: 'canary:2.5',
        SHARE_KEY_HEADER: 'X-User-Id',
        MODEL_SHADOW: 'v3',
        RELOAD_API_KEY: 'r',
        PREDICT_API_KEY: ' old key, new-key ,',
        MAX_BODY_BYTES: '1',
        MAX_BATCH_ROWS: '2',
        MAX_READING_BYTES: '10',
        MIN_BODY_BYTES_PER_SECOND: '0',
        MAX_CONNECTIONS: '11',
        MAX_INFLIGHT: '3',
        RATE_LIMIT_RPS: '4',
        RATE_LIMIT_RPS_PER_CLIENT: '13',
        TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        COMPRESS_MIN_BYTES: '0',
        REQUEST_TIMEOUT_MS: '5',
        KEEP_ALIVE_TIMEOUT_MS: '12',
        SHUTDOWN_GRACE_MS: '0',
        MODEL_WATCH_MS: '6',
        MODEL_LOAD_TIMEOUT_MS: '8',
        EXCLUDE_NEIGHBORS: '1',
        ORT_THREADS: ' 7 ',
        WORKERS: 'Auto',
        V1_SINGLE_EMBEDDING: 'Flat',
        V2_FEATURE_ORDER: 'Sorted',
        PREDICTION_LOG: '/log',
        PREDICTION_LOG_SHARE: '0.25',
        PREDICTION_LOG_ROWS_PER_SECOND: '16',
        PREDICTION_LOG_FILE_BYTES: '1048576',
        PREDICTION_LOG_FILE_SECONDS: '17',
        PREDICTION_LOG_MAX_BYTES: '2097152',
        DRIFT_WINDOW_SECONDS: '600',
        DRIFT_ROWS_PER_SECOND: '50',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/spans',
        GRPC_PORT: '0',
        GRPC_TLS_CERT_FILE: 'server.pem',
        GRPC_TLS_KEY_FILE: 'server.key',
        GRPC_TLS_CLIENT_CA_FILE: 'ca.pem',
        GRPC_MAX_CONNECTION_AGE_MS: '15',
        OTEL_SDK_DISABLED: 'True',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        LOG_LEVEL: 'DEBUG',
        LOG_FORMAT: 'Text',
      },
      8080,
      MODELS,
    ),
  ).toEqual({
    port: 0,
    host: '127.0.0.1',
    modelDir: '/models',
    enabledModels: ['xgb'],
    allowPartial: false,
    modelVersion: [{ model: 'xgb', value: 'v1' }],
    modelAliases: ['ranker', 'second', 'third'].map(alias => ({ alias, name: 'xgb' })),
    modelVersions: [
      { model: null, kind: 'version', version: 'v1' },
      { model: null, kind: 'newest', count: 3 },
    ],
    modelLabels: [
      { model: null, label: 'stable', version: 'v1' },
      { model: null, label: 'canary', version: 'v2' },
    ],
    modelShare: [{ model: null, label: 'canary', percent: 2.5 }],
    shareKeyHeader: 'x-user-id',
    modelShadow: [{ model: null, version: 'v3' }],
    reloadApiKey: ['r'],
    predictApiKey: ['old key', 'new-key'],
    maxBodyBytes: 1,
    maxBatchRows: 2,
    maxReadingBytes: 10,
    minBodyBytesPerSecond: 0,
    maxConnections: 11,
    maxInflight: 3,
    rateLimitRps: 4,
    rateLimitRpsPerClient: 13,
    trustedProxies: [
      { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
      { address: '::1', prefix: 128, family: 'ipv6' },
    ],
    compressMinBytes: 0,
    requestTimeoutMs: 5,
    keepAliveTimeoutMs: 12,
    shutdownGraceMs: 0,
    modelWatchMs: 6,
    modelLoadTimeoutMs: 8,
    excludeNeighbors: true,
    ortThreads: 7,
    workers: 'auto',
    v1SingleEmbedding: 'flat',
    v2FeatureOrder: 'sorted',
    predictionLog: '/log',
    predictionLogShare: 0.25,
    predictionLogRowsPerSecond: 16,
    predictionLogFileBytes: 1_048_576,
    predictionLogFileSeconds: 17,
    predictionLogMaxBytes: 2_097_152,
    driftWindowSeconds: 600,
    driftRowsPerSecond: 50,
    otelSdkDisabled: true,
    otelTracesExporter: 'none',
    otelExporterOtlpProtocol: 'http/protobuf',
    otelExporterOtlpEndpoint: 'http://collector:4318',
    otelExporterOtlpTracesEndpoint: 'https://collector/spans',
    grpcPort: 0,
    grpcTlsCertFile: 'server.pem',
    grpcTlsKeyFile: 'server.key',
    grpcTlsClientCaFile: 'ca.pem',
    grpcMaxConnectionAgeMs: 15,
    logLevel: 'debug',
    logFormat: 'text',
  });
});

test('one message names every wrong variable, what it must be and what it is', () => {
  const environment = {
    PORT: '70000',
    MAX_BODY_BYTES: '-1',
    MAX_BATCH_ROWS: '1e3',
    MAX_READING_BYTES: '33554431',
    MIN_BODY_BYTES_PER_SECOND: '-1',
    MAX_CONNECTIONS: '0',
    MAX_INFLIGHT: '0',
    RATE_LIMIT_RPS: '0.5',
    REQUEST_TIMEOUT_MS: '30s',
    KEEP_ALIVE_TIMEOUT_MS: '0',
    SHUTDOWN_GRACE_MS: '2147483648',
    MODEL_WATCH_MS: 'NaN',
    ORT_THREADS: '1 2',
    WORKERS: 'all',
    V1_SINGLE_EMBEDDING: 'single',
    V2_FEATURE_ORDER: 'random',
    PREDICTION_LOG_SHARE: '101',
    PREDICTION_LOG_MAX_BYTES: '1',
    DRIFT_WINDOW_SECONDS: '600',
    DRIFT_ROWS_PER_SECOND: '50',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    LOG_LEVEL: 'loud',
    LOG_FORMAT: 'xml',
  };
  expect(() => readConfig(environment, 8080)).toThrow(BadConfig);
  expect(() => readConfig(environment, 8080)).toThrow(
    'Configuration: MAX_BODY_BYTES must be a whole number from 1 to 1073741824, not "-1"; ' +
      'PORT must be a whole number from 0 to 65535, not "70000"; ' +
      'MAX_READING_BYTES must be a whole number from 33554432 to 9007199254740991, not "33554431"; ' +
      'MIN_BODY_BYTES_PER_SECOND must be a whole number from 0 to 1073741824, not "-1"; ' +
      'MAX_CONNECTIONS must be a whole number from 1 to 1000000, not "0"; ' +
      'MAX_BATCH_ROWS must be a whole number from 1 to 10000000, not "1e3"; ' +
      'MAX_INFLIGHT must be a whole number from 1 to 1000000, not "0"; ' +
      'RATE_LIMIT_RPS must be a whole number from 0 to 1000000, not "0.5"; ' +
      'REQUEST_TIMEOUT_MS must be a whole number from 1 to 2147483647, not "30s"; ' +
      'KEEP_ALIVE_TIMEOUT_MS must be a whole number from 1 to 2147483647, not "0"; ' +
      'SHUTDOWN_GRACE_MS must be a whole number from 0 to 2147483647, not "2147483648"; ' +
      'MODEL_WATCH_MS must be a whole number from 0 to 2147483647, not "NaN"; ' +
      'ORT_THREADS must be a whole number from 1 to 256, not "1 2"; ' +
      'WORKERS must be a whole number from 1 to 128 or auto, not "all"; ' +
      'V1_SINGLE_EMBEDDING must be one of nested, flat, not "single"; ' +
      'V2_FEATURE_ORDER must be one of model, sorted, not "random"; ' +
      'OTEL_TRACES_EXPORTER must be one of otlp, none, not "zipkin"; ' +
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/json, http/protobuf, not "grpc"; ' +
      'PREDICTION_LOG_SHARE must be a number from 0 to 100, not "101"; ' +
      'PREDICTION_LOG_MAX_BYTES must be a whole number from 134217728 to 9007199254740991, not "1"; ' +
      'LOG_LEVEL must be one of error, warn, info, debug, not "loud"; ' +
      'LOG_FORMAT must be one of json, text, not "xml".',
  );
});

test('all bodies may take at least twice what one may', () => {
  const limit = 100 * 1024 * 1024;
  expect(readConfig({ MAX_BODY_BYTES: String(limit) }, 8080).maxReadingBytes).toBe(2 * limit);
});

test.each(['-1', '1e1', '5%', '.5', '100.1'])('%s is no share of the predictions', text => {
  expect(() => readConfig({ PREDICTION_LOG_SHARE: text }, 8080)).toThrow(
    `Configuration: PREDICTION_LOG_SHARE must be a number from 0 to 100, not "${text}".`,
  );
});

test('the log of predictions has room for two files at least', () => {
  const bytes = 1024 ** 3;
  expect(readConfig({ PREDICTION_LOG_FILE_BYTES: String(bytes) }, 8080).predictionLogMaxBytes).toBe(
    2 * bytes,
  );
});

test('a port is what the digits say, or it is refused by name', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer().map(String), fc.string(), fc.double().map(String)), text => {
      const trimmed = text.trim();
      const isPort = /^\d+$/.test(trimmed) && Number(trimmed) <= 65_535;
      if (trimmed === '') expect(readConfig({ PORT: text }, 8080).port).toBe(8080);
      else if (isPort) expect(readConfig({ PORT: text }, 8080).port).toBe(Number(trimmed));
      else expect(() => readConfig({ PORT: text }, 8080)).toThrow(/^Configuration: PORT must be/);
    }),
  );
});

test.each([
  [{ GRPC_TLS_CERT_FILE: 'a' }, 'Configuration: for TLS GRPC_TLS_KEY_FILE must be set as well.'],
  [{ GRPC_TLS_KEY_FILE: 'a' }, 'Configuration: for TLS GRPC_TLS_CERT_FILE must be set as well.'],
  [
    { GRPC_TLS_CLIENT_CA_FILE: 'a' },
    'Configuration: for TLS GRPC_TLS_CERT_FILE and GRPC_TLS_KEY_FILE must be set as well.',
  ],
  [{ GRPC_PORT: '70000' }, 'Configuration: GRPC_PORT must be a whole number from 0 to 65535, not "70000".'],
])('of gRPC %j does not go alone', (environment, message) => {
  expect(() => readConfig(environment, 8080)).toThrow(message);
});
