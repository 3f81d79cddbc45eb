import path from 'node:path';
import { childServices, type ChildService } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { FIRST, modelFolders, readFixtureManifest } from '../testing/model-folders';

export const PREDICTIONS = '/predictions/xgb';

/** A service of two workers, and where its models lie. */
export interface WorkerService {
  readonly service: ChildService;
  readonly modelDir: string;
}

/** Services of two workers; to be called at the top of a test file. */
export function workerServices(): {
  spawn(environment: Readonly<Record<string, string>>): WorkerService;
  /** Waits until all workers serve. */
  start(environment?: Readonly<Record<string, string>>): Promise<WorkerService>;
} {
  const services = childServices(path.join(__dirname, '..'));
  const newModelDir = modelFolders();
  const spawn = (environment: Readonly<Record<string, string>>): WorkerService => {
    const modelDir = newModelDir();
    return { service: services.spawn({ MODEL_DIR: modelDir, WORKERS: '2', ...environment }), modelDir };
  };
  return {
    spawn,
    async start(environment = {}) {
      const started = spawn(environment);
      await started.service.logged('all workers have started');
      return started;
    },
  };
}

export async function checkedRows(): Promise<{ data: readonly object[] }> {
  return { data: (await readFixtureManifest(FIRST)).signatures[0].checks.rows };
}

/** The versions that answers on several new connections are of, each once. */
export async function servedVersions({ port }: ChildService): Promise<unknown[]> {
  const versions = new Set<unknown>();
  for (let connection = 0; connection < 6; connection++) {
    const status: { model_version: unknown } = JSON.parse((await ask(port, { path: '/' })).text);
    versions.add(status.model_version);
  }
  return [...versions];
}

/** Settles when a process is gone. */
export async function gone(pid: number): Promise<void> {
  await eventually(`the end of process ${pid}`, () => {
    try {
      process.kill(pid, 0);
      return null;
    } catch {
      return true;
    }
  });
}
