import { createSecureContext } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { BadConfig } from '../../../lifecycle/environment-reader';
import type { TlsContents } from './tls-files';

/** How a server shows who it is, and whom it asks who they are; what it shows can be replaced. */
export class TlsCredentials extends ServerCredentials {
  /** @throws BadConfig if what is in a file is not what it should be */
  constructor(contents: TlsContents) {
    const made = credentialsOf(contents);
    super(made._getConstructorOptions(), made._getSecureContextOptions() ?? undefined);
  }

  /**
   * Shows something else from now on, to new connections: those that are open go on.
   *
   * @throws BadConfig, and nothing has changed
   */
  replace(contents: TlsContents): void {
    this.updateSecureContextOptions(credentialsOf(contents)._getSecureContextOptions());
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function credentialsOf({ cert, key, ca }: TlsContents): ServerCredentials {
  assertUsable(`GRPC_TLS_CERT_FILE=${cert.file}`, { cert: cert.bytes });
  assertUsable(`GRPC_TLS_KEY_FILE=${key.file}`, { cert: cert.bytes, key: key.bytes });
  if (ca !== null) assertUsable(`GRPC_TLS_CLIENT_CA_FILE=${ca.file}`, { ca: ca.bytes });
  const pair = { cert_chain: cert.bytes, private_key: key.bytes };
  return ServerCredentials.createSsl(ca?.bytes ?? null, [pair], ca !== null);
}

/** OpenSSL says what is wrong with a file long before a client would meet it. */
function assertUsable(what: string, options: Parameters<typeof createSecureContext>[0]): void {
  try {
    createSecureContext(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadConfig(`${what} is no PEM file that can be used here: ${reason}.`);
  }
}
