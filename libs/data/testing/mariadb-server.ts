import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

/** A MariaDB of a test file's own, `@needs mariadb` and `@needs openssl`; it is ended after its tests. */
export interface MariadbServer {
  readonly port: number;
  /** The certificate that the server proves to be `localhost` with. */
  readonly certificate: string;
  /** Runs statements, as one who may do anything. */
  run(...statements: readonly string[]): Promise<void>;
  /** Ends the process as a crash would, and starts it again. */
  restart(): Promise<void>;
}

const USER = 'root';
const READY_TIMEOUT_MS = 30_000;

/** Starts a server before the tests of a file. */
export function mariadbServer(): MariadbServer {
  let folder = '';
  let port = 0;
  let child: ChildProcess | undefined;
  const certificate = (): string => path.join(folder, 'certificate.pem');

  async function start(): Promise<void> {
    child = spawn(
      process.env['MARIADBD'] ?? 'mariadbd',
      [
        '--no-defaults',
        `--datadir=${path.join(folder, 'data')}`,
        `--socket=${path.join(folder, 'socket')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        ...AS_ROOT,
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--max-recursive-iterations=1000000',
        '--innodb-buffer-pool-size=32M',
        '--innodb-log-file-size=8M',
        '--innodb-flush-log-at-trx-commit=0',
        `--ssl-cert=${certificate()}`,
        `--ssl-key=${path.join(folder, 'key.pem')}`,
      ],
      { stdio: 'ignore' },
    );
    const ended = once(child, 'exit').then(() => {
      throw new Error('mariadbd has ended before it could be used.');
    });
    await Promise.race([untilListening(port), ended]);
    ended.catch(() => undefined);
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'reckit-mariadb-'));
    mkdirSync(path.join(folder, 'data'));
    makeCertificate(folder);
    execFileSync(
      'mariadb-install-db',
      [
        '--no-defaults',
        `--datadir=${path.join(folder, 'data')}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...AS_ROOT,
      ],
      { stdio: 'ignore' },
    );
    port = await freePort();
    await start();
  }, 60_000);

  afterAll(async () => {
    await kill();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  return {
    get port() {
      return port;
    },
    get certificate() {
      return certificate();
    },
    async run(...statements) {
      const connection = await createConnection({ host: '127.0.0.1', port, user: USER });
      try {
        for (const statement of statements) await connection.query(statement);
      } finally {
        await connection.end();
      }
    },
    async restart() {
      await kill();
      await start();
    },
  };
}

/** It refuses to run as root, unless told to. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

function makeCertificate(folder: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', path.join(folder, 'key.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const out = ['-out', path.join(folder, 'certificate.pem'), '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...key, ...name, ...out], { stdio: 'ignore' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('A port was expected.');
  return address.port;
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
