import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { BadConfig } from '../../lifecycle/environment-reader';
import type { GrpcConfig } from '../../lifecycle/grpc-config';

/**
 * How a server shows who it is, and whom it asks who they are.
 *
 * @throws BadConfig if a file cannot be read, or is not what it should be
 */
export function credentialsOf({
  grpcTlsCertFile: certFile,
  grpcTlsKeyFile: keyFile,
  grpcTlsClientCaFile: caFile,
}: GrpcConfig): ServerCredentials {
  if (certFile === null || keyFile === null) return ServerCredentials.createInsecure();
  const cert = read('GRPC_TLS_CERT_FILE', certFile);
  const key = read('GRPC_TLS_KEY_FILE', keyFile);
  const ca = caFile === null ? null : read('GRPC_TLS_CLIENT_CA_FILE', caFile);
  assertUsable(`GRPC_TLS_CERT_FILE=${certFile}`, { cert });
  assertUsable(`GRPC_TLS_KEY_FILE=${keyFile}`, { cert, key });
  if (ca !== null) assertUsable(`GRPC_TLS_CLIENT_CA_FILE=${String(caFile)}`, { ca });
  return ServerCredentials.createSsl(ca, [{ cert_chain: cert, private_key: key }], ca !== null);
}

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadConfig(`${variable}=${file} cannot be read: ${reasonOf(error)}.`);
  }
}

/** OpenSSL says what is wrong with a file long before a client would meet it. */
function assertUsable(what: string, options: Parameters<typeof createSecureContext>[0]): void {
  try {
    createSecureContext(options);
  } catch (error) {
    throw new BadConfig(`${what} is no PEM file that can be used here: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
