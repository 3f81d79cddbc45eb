import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { status as Status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';
import { childServices, type ChildService } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { GrpcClient, grpcClients } from '../../service-testing/clients/grpc-client';
import { ROW } from '../../service-testing/packages/sample-rows';
import { FLAT_MODEL } from './testing/local-service';

const services = childServices(__dirname);
const newClient = grpcClients();
const HEALTH = loadSync(protoPath, { keepCase: true, enums: String, defaults: true });
const WIDTH = Object.keys(ROW).length;

/** The port for gRPC, as the first line of the log tells it. */
function grpcPortOf({ log }: ChildService): number {
  const line = log.find(({ message }) => message.startsWith('listening on '));
  return Number(/^grpc:\/\/127\.0\.0\.1:(\d+)$/.exec(String(line?.['grpc']))?.[1]);
}

function requestOf(rows: number): object {
  const input = { name: 'input0', datatype: 'FP32', shape: [rows, WIDTH] };
  return { model_name: 'xgb', inputs: [input], raw_input_contents: [Buffer.alloc(4 * rows * WIDTH)] };
}

test('after SIGTERM calls are answered for a while, those under way to their end, and then it exits 0', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL, GRPC_PORT: '0', SHUTDOWN_GRACE_MS: '6000' });
  const port = grpcPortOf(service);
  const client = newClient(port);
  const seen: unknown[] = [];
  const health = new GrpcClient(port, undefined, HEALTH, 'grpc.health.v1.Health');
  const watch = health.stream('Watch', { service: '' }, message => seen.push(message));
  expect(await client.call('ModelInfer', requestOf(10))).toMatchObject({ code: Status.OK });
  await eventually('the health', () => seen.length === 1 || null);

  service.signal('SIGTERM');
  await service.logged('shutting down');
  expect((await client.call('ServerReady', {})).answer).toEqual({ ready: false });
  expect(await client.call('ModelInfer', requestOf(10))).toMatchObject({ code: Status.OK });
  await eventually('news of the health', () => seen.length === 2 || null);
  expect(seen).toEqual([{ status: 'SERVING' }, { status: 'NOT_SERVING' }]);

  // Large ones one after the other: some of them are under way when the service closes.
  let answered = 0;
  for (;;) {
    const { code } = await client.call('ModelInfer', requestOf(50_000));
    if (code !== Status.OK) {
      expect(code).toBe(Status.UNAVAILABLE);
      break;
    }
    answered++;
  }
  expect(answered).toBeGreaterThan(0);
  expect(await watch.ended).toBe(Status.UNAVAILABLE);
  health.close();
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.log.at(-1)?.message).toBe('stopped');
  expect(service.stderr).toBe('');
});

test('a port for gRPC that is taken is one line, and exit code 1', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const service = services.spawn({ MODEL_DIR: FLAT_MODEL, GRPC_PORT: String(port) });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr).toBe(
    `xgb: cannot start: port ${port} on 127.0.0.1 is in use; stop what uses it or set GRPC_PORT.\n`,
  );
  await new Promise(resolve => other.close(resolve));
});
