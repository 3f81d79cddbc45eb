import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../errors';
import { ServerProcess } from './server-process';

/** The first argument that makes the bench program the bare server instead. */
export const BARE_SERVER = 'bare-server';

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
  dist = path.resolve(__dirname, '../..'),
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const program = path.resolve(dist, 'apps/xgb/main.js');
  if (!existsSync(program)) {
    throw new BenchError(`${program} is missing: build the service first (npx nx build xgb).`);
  }
  return ServerProcess.start({
    name: 'The xgb service',
    command: [...programArguments, program],
    readyPath: '/ready',
    environment: { MODEL_DIR: modelDir, ...settings },
    logFile: path.join(folder, 'xgb.log'),
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
