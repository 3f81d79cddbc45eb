import { MariadbProcess } from './mariadb-process';

/** A MariaDB of a test file's own, which says `@needs mariadb` and `@needs openssl`. */
export interface MariadbServer {
  readonly port: number;
  /** The certificate that the server proves to be `localhost` with. */
  readonly certificate: string;
  /** Runs statements, as one who may do anything. */
  run(...statements: readonly string[]): Promise<void>;
  /** The statements that are being answered. */
  running(): Promise<readonly string[]>;
  /** Ends the process as a crash would, and starts it again. */
  restart(): Promise<void>;
}

/** Starts a server before the tests of a file, and ends it after them. */
export function mariadbServer(): MariadbServer {
  let started: MariadbProcess | undefined;
  const server = (): MariadbProcess => {
    if (started === undefined) throw new Error('The server is started before the tests.');
    return started;
  };
  beforeAll(async () => {
    started = await MariadbProcess.start({ withCertificate: true });
  });
  afterAll(() => started?.stop());
  return {
    get port() {
      return server().port;
    },
    get certificate() {
      return server().certificate;
    },
    run: (...statements) => server().run(...statements),
    running: () => server().running(),
    restart: () => server().restart(),
  };
}
