import cluster from 'node:cluster';
import type { ServiceConfig } from '../config';
import { createLogger } from '../logger';
import { availableCores } from './available-cores';
import { Supervisor } from './supervisor';

/**
 * Makes this process the first one of a service of several workers, where `WORKERS` asks for that.
 *
 * @returns whether it does; if not, this process is the service
 */
export function superviseWorkers(name: string, config: ServiceConfig): boolean {
  const count = config.workers === 'auto' ? availableCores() : config.workers;
  if (count === 1 || !cluster.isPrimary) return false;
  new Supervisor(name, config, createLogger(name, config), count).start();
  return true;
}
