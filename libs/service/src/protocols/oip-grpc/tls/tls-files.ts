import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { BadConfig } from '../../../lifecycle/environment-reader';
import type { GrpcConfig } from '../../../lifecycle/grpc-config';

/** A file and what is in it. */
export interface TlsFile {
  readonly file: string;
  readonly bytes: Buffer;
}

/** What the files for TLS hold; without an authority clients are not asked who they are. */
export interface TlsContents {
  readonly cert: TlsFile;
  readonly key: TlsFile;
  readonly ca: TlsFile | null;
}

/** The files that a server with TLS needs, by the variables that name them. */
export class TlsFiles {
  constructor(
    private readonly cert: string,
    private readonly key: string,
    private readonly ca: string | null,
  ) {}

  /** Null for a server without TLS. */
  static of({ grpcTlsCertFile, grpcTlsKeyFile, grpcTlsClientCaFile }: GrpcConfig): TlsFiles | null {
    if (grpcTlsCertFile === null || grpcTlsKeyFile === null) return null;
    return new TlsFiles(grpcTlsCertFile, grpcTlsKeyFile, grpcTlsClientCaFile);
  }

  /** @throws BadConfig if a file cannot be read */
  readNow(): TlsContents {
    const read = (variable: string, file: string): TlsFile => {
      try {
        return { file, bytes: readFileSync(file) };
      } catch (error) {
        throw unreadable(variable, file, error);
      }
    };
    return {
      cert: read('GRPC_TLS_CERT_FILE', this.cert),
      key: read('GRPC_TLS_KEY_FILE', this.key),
      ca: this.ca === null ? null : read('GRPC_TLS_CLIENT_CA_FILE', this.ca),
    };
  }

  /** As `readNow`, beside everything else. */
  async read(): Promise<TlsContents> {
    const read = async (variable: string, file: string): Promise<TlsFile> => ({
      file,
      bytes: await readFile(file).catch((error: unknown) => {
        throw unreadable(variable, file, error);
      }),
    });
    const [cert, key, ca] = await Promise.all([
      read('GRPC_TLS_CERT_FILE', this.cert),
      read('GRPC_TLS_KEY_FILE', this.key),
      this.ca === null ? null : read('GRPC_TLS_CLIENT_CA_FILE', this.ca),
    ]);
    return { cert, key, ca };
  }
}

function unreadable(variable: string, file: string, error: unknown): BadConfig {
  const reason = error instanceof Error ? error.message : String(error);
  return new BadConfig(`${variable}=${file} cannot be read: ${reason}.`);
}

/** Whether both hold the same. */
export function areSame(one: TlsContents, other: TlsContents): boolean {
  return (
    one.cert.bytes.equals(other.cert.bytes) &&
    one.key.bytes.equals(other.key.bytes) &&
    (one.ca === null || other.ca === null || one.ca.bytes.equals(other.ca.bytes))
  );
}
