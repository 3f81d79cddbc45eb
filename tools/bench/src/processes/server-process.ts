import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { BenchError } from '../errors';
import { Connection } from '../load/connection';
import { getRequest } from '../load/prediction-payload';
import { freePort } from './free-port';

export interface ServerProgram {
  readonly name: string;
  /** What runs the program. @default this Node */
  readonly interpreter?: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** How long it may take to serve. @default a minute */
  readonly readyTimeoutMs?: number;
  /** A path that answers 200 as soon as the server serves. */
  readonly readyPath: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Takes what the server writes. */
  readonly logFile: string;
}

/** Short beside a start, long beside a poll, which takes CPU time from the server. */
const POLL_MS = 2;
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const LOG_TAIL_LINES = 5;

/** A server in a process of its own, on a free port of 127.0.0.1. */
export class ServerProcess {
  static readonly #running = new Set<ChildProcess>();

  private constructor(
    readonly port: number,
    /** From the start of the process to the first 200 of its ready path. */
    readonly startMs: number,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a server and waits until it serves. @throws BenchError if it does not */
  static async start(program: ServerProgram): Promise<ServerProcess> {
    const port = await freePort();
    const log = openSync(program.logFile, 'a');
    const begin = performance.now();
    const child = spawn(program.interpreter ?? process.execPath, program.command, {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...program.environment, HOST: '127.0.0.1', PORT: String(port) },
    });
    closeSync(log);
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    await waitForReady(port, child, begin, program);
    return new ServerProcess(port, performance.now() - begin, child);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new BenchError('The server did not start.');
    return this.child.pid;
  }

  /** Whether the process is not there any more. */
  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends every server that still runs, at once. */
  static killAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  /** Asks the server to end, and ends it if it does not. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.child, 'exit');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    this.child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  }
}

async function waitForReady(
  port: number,
  child: ChildProcess,
  begin: number,
  { name, readyPath, readyTimeoutMs = READY_TIMEOUT_MS, logFile }: ServerProgram,
): Promise<void> {
  const request = getRequest(readyPath);
  while (!(await answersOk(port, request))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new BenchError(`${name} ended instead of serving. Its last words:\n${tailOf(logFile)}`);
    }
    if (performance.now() - begin > readyTimeoutMs) {
      throw new BenchError(`${name} was not ready after ${readyTimeoutMs / 1000} s:\n${tailOf(logFile)}`);
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

async function answersOk(port: number, request: Buffer): Promise<boolean> {
  const connection = await Connection.open(port).catch(() => null);
  if (!connection) return false;
  const ending = await connection.ask(request);
  connection.close();
  return ending === 200;
}

function tailOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
}
