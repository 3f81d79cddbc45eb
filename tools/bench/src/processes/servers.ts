import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../errors';
import { ServerProcess } from './server-process';

/** The first argument that makes the bench program the bare server instead. */
export const BARE_SERVER = 'bare-server';

/** Where this program was built, and the services beside it. */
const DIST = path.resolve(__dirname, '../..');

/**
 * Starts the xgb service on a model directory.
 *
 * @param dist - the `dist` folder of the build that is wanted
 * @param settings - environment variables of the service
 */
export function startXgb(
  modelDir: string,
  folder: string,
  programArguments: readonly string[] = [],
  dist = DIST,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return startService('xgb', modelDir, path.join(folder, 'xgb.log'), settings, [
    ...programArguments,
    programOf('xgb', dist),
  ]);
}

/**
 * Starts a service on a model directory.
 *
 * @param name - of its app
 * @param settings - environment variables of the service
 */
export function startService(
  name: 'xgb' | 'deepfm' | 'unified' | 'two-tower' | 'youtube-dnn',
  modelDir: string,
  logFile: string,
  settings: Readonly<Record<string, string>> = {},
  command: readonly string[] = [programOf(name)],
): Promise<ServerProcess> {
  return ServerProcess.start({
    name: `The ${name} service`,
    command,
    readyPath: '/ready',
    environment: { MODEL_DIR: modelDir, ...settings },
    logFile,
  });
}

/** Starts the bare server, which is this program with another argument. */
export function startBareServer(folder: string): Promise<ServerProcess> {
  return ServerProcess.start({
    name: 'The bare server',
    command: [path.resolve(__dirname, 'main.js'), BARE_SERVER],
    readyPath: '/',
    environment: {},
    logFile: path.join(folder, 'bare.log'),
  });
}

/** The program of a service. @throws BenchError if it is not built */
export function programOf(service: string, dist = DIST): string {
  const program = path.resolve(dist, `apps/${service}/main.js`);
  if (existsSync(program)) return program;
  throw new BenchError(`${program} is missing: build the service first (npx nx build ${service}).`);
}
