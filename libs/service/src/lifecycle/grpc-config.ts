import type { EnvironmentReader } from './environment-reader';

/** How the gRPC server of a service runs; every field comes from the environment variable named beside it. */
export interface GrpcConfig {
  /** `GRPC_PORT`. 0 takes any free port; null for no gRPC server. */
  readonly grpcPort: number | null;
  /** `GRPC_TLS_CERT_FILE`: the certificate of the server and those between it and its root (PEM); null for no TLS. */
  readonly grpcTlsCertFile: string | null;
  /** `GRPC_TLS_KEY_FILE`: the key of the certificate (PEM). */
  readonly grpcTlsKeyFile: string | null;
  /**
   * `GRPC_TLS_CLIENT_CA_FILE`: clients must show a certificate that one of these has signed (PEM); null asks for none.
   */
  readonly grpcTlsClientCaFile: string | null;
  /**
   * `GRPC_MAX_CONNECTION_AGE_MS`: a connection is replaced after so long, give or take a tenth, without a call being
   * lost, so that clients find new replicas. 0 lets connections live. @default 0
   */
  readonly grpcMaxConnectionAgeMs: number;
}

const MAX_PORT = 65_535;
const MAX_TIMER_MS = 2_147_483_647;

export function readGrpcConfig(env: EnvironmentReader): GrpcConfig {
  const config = {
    grpcPort: env.text('GRPC_PORT') === null ? null : env.integer('GRPC_PORT', 0, 0, MAX_PORT),
    grpcTlsCertFile: env.text('GRPC_TLS_CERT_FILE'),
    grpcTlsKeyFile: env.text('GRPC_TLS_KEY_FILE'),
    grpcTlsClientCaFile: env.text('GRPC_TLS_CLIENT_CA_FILE'),
    grpcMaxConnectionAgeMs: env.integer('GRPC_MAX_CONNECTION_AGE_MS', 0, 0, MAX_TIMER_MS),
  };
  const { grpcTlsCertFile: cert, grpcTlsKeyFile: key, grpcTlsClientCaFile: ca } = config;
  const missing = [cert === null && 'GRPC_TLS_CERT_FILE', key === null && 'GRPC_TLS_KEY_FILE'].filter(
    Boolean,
  );
  if ((cert ?? key ?? ca) !== null && missing.length > 0) {
    env.reject(`for TLS ${missing.join(' and ')} must be set as well`);
  }
  return config;
}
