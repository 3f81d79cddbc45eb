import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../processes/free-port';
import { residentNow } from '../processes/peak-memory';
import type { ServerProcess } from '../processes/server-process';
import { programOf, startService } from '../processes/servers';
import type { FuzzedKeys } from './http/http-request';

/** A way to run the service that is fuzzed. */
export interface ServiceForm {
  readonly name: string;
  readonly keys: FuzzedKeys | null;
  readonly settings: Readonly<Record<string, string>>;
}

const UNAVAILABLE = 503;
const DEADLINE_EXCEEDED = 504;
const NO_VERSION = /^There is no version /;
/** What is garbage is not held: without this it may lie there for minutes. */
const COLLECTING = "process.on('SIGUSR2', () => globalThis.gc());\n";
const COLLECT_MS = 1_000;
const KEYS: FuzzedKeys = { predict: 'p-key', reload: 'r-key' };

/** One version of each model and no keys; several versions, and all that may stand around them. */
export const SERVICE_FORMS: readonly ServiceForm[] = [
  { name: 'one version', keys: null, settings: {} },
  {
    name: 'several versions',
    keys: KEYS,
    settings: {
      MODEL_VERSIONS: 'xgb/all:2',
      MODEL_LABELS: 'xgb/stable:v1,xgb/canary:v2',
      MODEL_SHARE: 'xgb/canary:20',
      SHARE_KEY_HEADER: 'X-User',
      MODEL_SHADOW: 'xgb/v2',
      MODEL_ALIASES: 'ranker=xgb',
      PREDICT_API_KEY: `old,${KEYS.predict}`,
      RELOAD_API_KEY: KEYS.reload,
      COMPRESS_MIN_BYTES: '500',
      V2_FEATURE_ORDER: 'sorted',
    },
  },
];

/** What a service holds: it is to be back there once it rests. */
export interface Held {
  readonly megabytes: number;
  readonly descriptors: number;
  readonly processes: number;
}

/** A unified service of all models that is fuzzed. */
export class FuzzedService {
  private constructor(
    readonly server: ServerProcess,
    readonly grpcPort: number,
    private readonly logFile: string,
  ) {}

  static async start(form: ServiceForm, modelDir: string, folder: string): Promise<FuzzedService> {
    const grpcPort = await freePort();
    const logFile = path.join(folder, `${form.name.replace(' ', '-')}.log`);
    const collecting = path.join(folder, 'collecting.cjs');
    writeFileSync(collecting, COLLECTING);
    const settings = {
      ENABLED_MODELS: 'xgb,deepfm,mmoe',
      GRPC_PORT: String(grpcPort),
      REQUEST_TIMEOUT_MS: '5000',
      LOG_LEVEL: 'warn',
      ...form.settings,
    };
    const command = ['--expose-gc', '--require', collecting, programOf('unified')];
    const server = await startService('unified', modelDir, logFile, settings, command);
    return new FuzzedService(server, grpcPort, logFile);
  }

  get port(): number {
    return this.server.port;
  }

  /** What it holds once it has collected its garbage. */
  async held(): Promise<Held> {
    const { pid } = this.server;
    process.kill(pid, 'SIGUSR2');
    await sleep(COLLECT_MS);
    return {
      megabytes: residentNow(pid),
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      processes: childrenOf(pid),
    };
  }

  /** What the service has logged as a fault of its own. */
  loggedFaults(): readonly string[] {
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .filter(line => line !== '' && isFault(line));
  }
}

/** Errors, but for those that say that there is no model or version, or no time; and whatever is no log line. */
function isFault(line: string): boolean {
  if (!line.startsWith('{')) return true;
  const { level, status, error }: { level?: unknown; status?: unknown; error?: unknown } = JSON.parse(line);
  const isAbsence = status === UNAVAILABLE || status === DEADLINE_EXCEEDED || NO_VERSION.test(String(error));
  return level === 'error' && !isAbsence;
}

/** How many processes a process has started that are still there. */
function childrenOf(pid: number): number {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).length;
}
