import type { EnvironmentReader } from './environment-reader';

/** How the gRPC server of a service runs; every field comes from the environment variable named beside it. */
export interface GrpcConfig {
  /** `GRPC_PORT`. 0 takes any free port; without it there is no gRPC server. */
  readonly port: number;
  /** Null for connections without TLS. */
  readonly tls: GrpcTls | null;
  /**
   * `GRPC_MAX_CONNECTION_AGE_MS`: a connection is replaced after so long, give or take a tenth, without a call being
   * lost, so that clients find new replicas. 0 lets connections live. @default 0
   */
  readonly maxConnectionAgeMs: number;
}

/** PEM files. */
export interface GrpcTls {
  /** `GRPC_TLS_CERT_FILE`: the certificate of the server, and those between it and its root. */
  readonly certFile: string;
  /** `GRPC_TLS_KEY_FILE`. */
  readonly keyFile: string;
  /**
   * `GRPC_TLS_CLIENT_CA_FILE`: clients must show a certificate that one of these has signed; null asks for none.
   */
  readonly clientCaFile: string | null;
}

const MAX_PORT = 65_535;
const MAX_TIMER_MS = 2_147_483_647;

/** Reads what concerns gRPC; null where `GRPC_PORT` is not set. */
export function readGrpcConfig(env: EnvironmentReader): GrpcConfig | null {
  const config = {
    port: env.integer('GRPC_PORT', -1, 0, MAX_PORT),
    tls: readTls(env),
    maxConnectionAgeMs: env.integer('GRPC_MAX_CONNECTION_AGE_MS', 0, 0, MAX_TIMER_MS),
  };
  return config.port < 0 ? null : config;
}

function readTls(env: EnvironmentReader): GrpcTls | null {
  const certFile = env.text('GRPC_TLS_CERT_FILE');
  const keyFile = env.text('GRPC_TLS_KEY_FILE');
  const clientCaFile = env.text('GRPC_TLS_CLIENT_CA_FILE');
  if (certFile !== null && keyFile !== null) return { certFile, keyFile, clientCaFile };
  if (certFile !== null || keyFile !== null || clientCaFile !== null) {
    const missing = [certFile === null && 'GRPC_TLS_CERT_FILE', keyFile === null && 'GRPC_TLS_KEY_FILE'];
    env.reject(`${missing.filter(Boolean).join(' and ')} must be set for TLS as well`);
  }
  return null;
}
