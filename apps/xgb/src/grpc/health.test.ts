import { status as Status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';
import { eventually } from '../../../service-testing/clients/eventually';
import { callBytes } from '../../../service-testing/clients/call-bytes';
import { grpcClients, type GrpcClient } from '../../../service-testing/clients/grpc-client';
import { services } from '../testing/local-service';

const start = services.perTest();
const newClient = grpcClients();
const HEALTH = loadSync(protoPath, { keepCase: true, enums: String, defaults: true });

function healthClient(port: number): GrpcClient {
  return newClient(port, undefined, HEALTH, 'grpc.health.v1.Health');
}

test.each(['', 'inference.GRPCInferenceService'])(
  'the health of "%s" follows the readiness',
  async service => {
    const { grpcPort, state, load } = await start({ GRPC_PORT: '0' }, { loaded: false });
    const client = healthClient(grpcPort);
    const check = async (): Promise<unknown> => (await client.call('Check', { service })).answer;
    const seen: unknown[] = [];
    const watch = client.stream('Watch', { service }, message => seen.push(message));
    await eventually('a first message', () => seen.length === 1 || null);
    expect(await check()).toEqual({ status: 'NOT_SERVING' });
    await load();
    expect(await check()).toEqual({ status: 'SERVING' });
    await eventually('a second message', () => seen.length === 2 || null);
    state.phase = 'draining';
    expect(await check()).toEqual({ status: 'NOT_SERVING' });
    await eventually('a third message', () => seen.length === 3 || null);
    expect(seen).toEqual(['NOT_SERVING', 'SERVING', 'NOT_SERVING'].map(status => ({ status })));
    watch.cancel();
    expect(await watch.ended).toBe(Status.CANCELLED);
  },
);

test('what there is not is unknown', async () => {
  const { grpcPort } = await start({ GRPC_PORT: '0' });
  const client = healthClient(grpcPort);
  expect(await client.call('Check', { service: 'other' })).toMatchObject({
    code: Status.NOT_FOUND,
    details: 'There is no service "other" here.',
  });
  const seen: unknown[] = [];
  const watch = client.stream('Watch', { service: 'other' }, message => seen.push(message));
  await eventually('a message', () => seen.length === 1 || null);
  expect(seen).toEqual([{ status: 'SERVICE_UNKNOWN' }]);
  watch.cancel();
  expect((await client.call('List', {})).answer).toEqual({
    statuses: { '': { status: 'SERVING' }, 'inference.GRPCInferenceService': { status: 'SERVING' } },
  });
});

test.each(['Check', 'Watch'])('bytes that are no message of %s are an error of the client', async method => {
  const { grpcPort } = await start({ GRPC_PORT: '0' });
  const outcome = await callBytes(grpcPort, `/grpc.health.v1.Health/${method}`, Buffer.from([0x0f]));
  expect(outcome).toEqual({
    code: Status.INVALID_ARGUMENT,
    details: 'The message is not one of this method.',
    answer: null,
  });
});
