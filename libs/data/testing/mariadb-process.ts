import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { freePort } from './free-port';

const USER = 'root';
const READY_TIMEOUT_MS = 30_000;

/** A MariaDB on a port of its own, with its data in a temporary folder. */
export class MariadbProcess {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    readonly port: number,
    private readonly certificateFlags: readonly string[],
  ) {}

  /**
   * Starts one. Its user `root` has no password.
   *
   * @param withCertificate - whether it proves to be `localhost` with a certificate, which openssl makes
   */
  static async start({ withCertificate }: { readonly withCertificate: boolean }): Promise<MariadbProcess> {
    const folder = mkdtempSync(path.join(tmpdir(), 'reckit-mariadb-'));
    try {
      mkdirSync(path.join(folder, 'data'));
      const data = `--datadir=${path.join(folder, 'data')}`;
      execFileSync(
        'mariadb-install-db',
        ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db', ...AS_ROOT],
        { stdio: 'ignore' },
      );
      const flags = withCertificate ? makeCertificate(folder) : [];
      const server = new MariadbProcess(folder, await freePort(), flags);
      await server.#start();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The certificate, if there is one. */
  get certificate(): string {
    return path.join(this.folder, CERTIFICATE);
  }

  /** Runs statements, as one who may do anything. */
  async run(...statements: readonly string[]): Promise<void> {
    const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: USER });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  }

  /** The statements that are being answered, but for the one that asks. */
  async running(): Promise<string[]> {
    const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: USER });
    try {
      const [rows] = await connection.query<RowDataPacket[]>(
        'SELECT info FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info IS NOT NULL',
      );
      return rows.map(({ info }) => String(info));
    } finally {
      await connection.end();
    }
  }

  /** Ends the process as a crash would, and starts it again. */
  async restart(): Promise<void> {
    await this.#kill();
    await this.#start();
  }

  /** Ends the process, and removes its data. */
  async stop(): Promise<void> {
    await this.#kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The same, for a process that is about to end. */
  stopNow(): void {
    this.#child?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const child = spawn(
      process.env['MARIADBD'] ?? 'mariadbd',
      [
        '--no-defaults',
        `--datadir=${path.join(this.folder, 'data')}`,
        `--socket=${path.join(this.folder, 'socket')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        ...AS_ROOT,
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--max-recursive-iterations=10000000',
        '--innodb-buffer-pool-size=32M',
        '--innodb-log-file-size=8M',
        '--innodb-flush-log-at-trx-commit=0',
        ...this.certificateFlags,
      ],
      { stdio: 'ignore' },
    );
    this.#child = child;
    const ended = once(child, 'exit').then(() => {
      throw new Error('mariadbd has ended before it could be used.');
    });
    // Later it may end as it will.
    ended.catch(() => undefined);
    await Promise.race([untilListening(this.port), ended]);
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** It refuses to run as root, unless told to. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];
const CERTIFICATE = 'certificate.pem';

/** @returns the flags with which a server uses it */
function makeCertificate(folder: string): string[] {
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, CERTIFICATE)];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...made, ...name], { stdio: 'ignore' });
  return [`--ssl-cert=${certificate}`, `--ssl-key=${key}`];
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (performance.now() > deadline) throw new Error('mariadbd does not listen.');
    await delay(50);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
