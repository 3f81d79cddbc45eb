import path from 'node:path';
import { childServices, type ChildService } from '../../../apps/service-testing/programs/child-service';
import { SteadyLoad } from '../../../apps/service-testing/clients/steady-load';
import { ServiceClient } from '@reckit/client';
import type { BuiltTool } from '../../../libs/command-line/testing/built-tool';
import type { ModelBucket } from './model-bucket';
import { Sidecar, untilSo } from './sidecar';

/** Two versions of xgb. */
export const FIXTURE = path.resolve(__dirname, '../../../libs/inference/fixtures/model');

/** A service of xgb and the sync beside it, with a volume of their own. */
export class Pod {
  constructor(
    private readonly service: ChildService,
    readonly sidecar: Sidecar,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.service.port}`;
  }

  get port(): number {
    return this.service.port;
  }

  /** Which version it serves. */
  async served(): Promise<unknown> {
    const client = new ServiceClient({ url: this.url });
    try {
      return (await client.operations.describe()).value['model_version'];
    } finally {
      client.close();
    }
  }

  untilServed(version: string): Promise<void> {
    return untilSo(`${version} serves`, async () => (await this.served()) === version);
  }
}

/**
 * To be called at the top of a test file.
 *
 * @returns starts a pod, whose service waits until the sync has brought a version; it ends after its test
 */
export function podsOf(tool: BuiltTool): (bucket: ModelBucket, volume: string) => Promise<Pod> {
  const services = childServices(path.resolve(__dirname, '../../../apps/xgb/src'));
  const sidecars: Sidecar[] = [];
  afterEach(async () => {
    await Promise.all(sidecars.splice(0).map(sidecar => sidecar.kill()));
  });
  return async (bucket, volume) => {
    const flags = ['--model', 'xgb', '--model-dir', volume, ...bucket.flags, '--watch', '200'];
    const sidecar = await Sidecar.start(tool, flags, bucket.environment);
    sidecars.push(sidecar);
    const service = await services.start({ MODEL_DIR: volume, MODEL_WATCH_MS: '100' });
    return new Pod(service, sidecar);
  };
}

/** Asks pods for predictions, in turns. */
export function steadyLoad(pods: readonly Pod[], requestsPerSecond: number): SteadyLoad {
  const ports = pods.map(({ port }) => port);
  return new SteadyLoad(ports, '/predictions/xgb', () => ({ data: [{ item_ctr: 0.1 }] }), requestsPerSecond);
}
