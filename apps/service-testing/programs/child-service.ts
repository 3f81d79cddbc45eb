import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledOnce, QUICK_START } from '../../../libs/command-line/testing/bundled-once';
import { eventually } from '../clients/eventually';

const REPOSITORY = path.join(__dirname, '../../..');

/** What is read only where spans are sent somewhere. */
const OTLP_PACKAGES = ['core', 'exporter-trace-otlp-http', 'resources', 'sdk-trace-base'].map(
  name => `@opentelemetry/${name}`,
);

const PROGRAMS = ['main.ts', 'service.ts', 'model-loader.ts', 'scoring-thread.ts'];

/** An unprivileged user, known by these numbers on every Linux. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export interface LogLine {
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The services that a test file starts, each killed after its test if it still runs. */
export interface ChildServices {
  /** Starts a service on a free port, without waiting for it. */
  spawn(environment: Readonly<Record<string, string>>, limits?: ProcessLimits): ChildService;
  /** Starts a service and waits until it serves. */
  start(environment: Readonly<Record<string, string>>, limits?: ProcessLimits): Promise<ChildService>;
}

/**
 * To be called at the top of a test file.
 *
 * @param appSource - the folder that holds the app's `main.ts` and the programs beside it
 */
export function childServices(appSource: string): ChildServices {
  const running: ChildService[] = [];
  let folder = '';
  let bundle = '';
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'reckit-service-'));
    chmodSync(folder, 0o755);
    bundle = await bundleOf(appSource);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(service => service.kill()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const services: ChildServices = {
    spawn(environment, limits = {}) {
      const service = new ChildService(bundle, folder, environment, limits);
      running.push(service);
      return service;
    },
    async start(environment, limits) {
      const service = services.spawn(environment, limits);
      await service.listening();
      return service;
    },
  };
  return services;
}

/** As `tools/workspace/bundle.mjs` does. */
async function bundleOf(appSource: string): Promise<string> {
  const main = path.join(appSource, 'main.ts');
  const name = path.relative(REPOSITORY, path.dirname(appSource)).replaceAll(path.sep, '-');
  const folder = await bundledOnce(name, {
    entryPoints: PROGRAMS.map(program => path.join(appSource, program)),
    supported: { 'dynamic-import': false },
    external: ['onnxruntime-node', 'swagger-ui-dist', '@grpc/*', 'grpc-health-check', ...OTLP_PACKAGES],
    plugins: [
      {
        name: 'service in a file of its own',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\/service$/ }, ({ importer }) =>
            importer === main ? { path: './service.js', external: true } : undefined,
          ),
      },
    ],
    logLevel: 'warning',
  });
  return path.join(folder, 'main.js');
}

/** A service in a process of its own. */
export class ChildService {
  readonly log: LogLine[] = [];
  /** What it has written to standard error. */
  stderr = '';
  /** Settles when the process has ended and all that it wrote is here. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  #unfinishedLine = '';

  constructor(
    bundle: string,
    folder: string,
    environment: Readonly<Record<string, string>>,
    { descriptors, ...user }: ProcessLimits,
  ) {
    const program = [process.execPath, bundle];
    const [command, ...args] =
      descriptors === undefined
        ? program
        : ['sh', '-c', `ulimit -n ${descriptors} && exec "$@"`, 'sh', ...program];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...QUICK_START, ...environment },
      ...user,
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
    this.#child = child;
  }

  /** The port on which it listens, once it has said so. */
  get port(): number {
    const line = this.log.find(isListening);
    if (!line) throw new Error('The service does not listen yet.');
    return Number(line.message.slice(line.message.lastIndexOf(':') + 1));
  }

  /** Settles when the service serves. */
  async listening(): Promise<void> {
    await eventually('a service that listens', () => {
      if (this.#child.exitCode !== null) throw new Error(`The service ended: ${this.stderr}`);
      return this.log.find(isListening);
    });
  }

  /** The first line of the log with this message, once it is there. */
  logged(message: string): Promise<LogLine> {
    return eventually(`"${message}" in the log`, () => this.log.find(line => line.message === message));
  }

  /** The processes that the service has started and that still run; needs Linux. */
  helperPids(): readonly number[] {
    return childPidsOf(this.#child.pid);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process at once, if it has not ended. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #read(text: string): void {
    const lines = (this.#unfinishedLine + text).split('\n');
    this.#unfinishedLine = lines.pop() ?? '';
    this.log.push(...lines.map(parseLogLine));
  }
}

/** The processes that a process has started and that still run; needs Linux. */
export function childPidsOf(pid: number | undefined): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && isChildOf(name, String(pid)))
    .map(Number);
}

/** Whether a process runs and was started by `parent`. */
function isChildOf(pid: string, parent: string): boolean {
  try {
    // The name, in brackets, may hold anything; behind it stand the state and the parent.
    const [state, parentPid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return parentPid === parent && state !== 'Z';
  } catch {
    return false;
  }
}

function isListening({ message }: LogLine): boolean {
  return message.startsWith('listening on ');
}

function parseLogLine(line: string): LogLine {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('message' in value)) {
    throw new Error(`No line of a log: ${line}`);
  }
  return { ...value, message: String(value.message) };
}

/** How to start a process that file permissions bind; nothing to do where the tests themselves run as such a user. */
export type UnprivilegedUser = Readonly<Partial<typeof NOBODY>>;

/** What a process may do less than the tests themselves. */
export interface ProcessLimits extends UnprivilegedUser {
  /** How many files and connections it may have open. */
  readonly descriptors?: number;
}

/** Null where there is none: the tests run as root, and the repository lies where nobody else may read it. */
export function unprivilegedUser(): UnprivilegedUser | null {
  if (process.getuid?.() !== 0) return {};
  const probe = spawnSync(process.execPath, ['-e', 'require("onnxruntime-node")'], {
    cwd: REPOSITORY,
    stdio: 'ignore',
    ...NOBODY,
  });
  return probe.status === 0 ? NOBODY : null;
}
