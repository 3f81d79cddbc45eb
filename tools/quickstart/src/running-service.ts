import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 30_000;
const BRIEFLY = { SHUTDOWN_GRACE_MS: '500' } as const;

/** A service in a process of its own, on a port that was free. */
export interface RunningService extends Listening {
  readonly readyAfterMs: number;
  stop(): Promise<void>;
}

/** Where it listens. */
export interface Listening {
  readonly url: string;
  /** Of its port for gRPC. */
  readonly grpcUrl: string;
}

/** Starts a service in a folder and waits until it listens and its model is loaded. */
export async function startService(
  script: string,
  environment: Readonly<Record<string, string>>,
  folder: string,
): Promise<RunningService> {
  const begin = performance.now();
  const child = spawn(process.execPath, [script], {
    cwd: folder,
    env: { ...process.env, ...environment, HOST: '127.0.0.1', PORT: '0', GRPC_PORT: '0', ...BRIEFLY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const listening = await whereListening(child);
  return {
    ...listening,
    readyAfterMs: performance.now() - begin,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', endWithUs);
    },
  };
}

/** Reads the log until the service says where it listens, for HTTP and for gRPC. */
function whereListening(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The service did not start in time.')), START_TIMEOUT_MS);
    child.once('exit', code => reject(new Error(`The service ended with exit code ${code}.`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', line => {
      const [url] = /http:\/\/[^\s"]+/.exec(line) ?? [];
      const [grpcUrl] = /grpc:\/\/[^\s"]+/.exec(line) ?? [];
      if (url === undefined || grpcUrl === undefined || !line.includes('listening on')) return;
      clearTimeout(timer);
      resolve({ url, grpcUrl: grpcUrl.replace('grpc:', 'http:') });
    });
  });
}
