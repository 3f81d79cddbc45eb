import { Agent } from 'node:http';
import { eventually } from '../../../service-testing/clients/eventually';
import { expectError } from '../../../service-testing/clients/expect-error';
import { grpcClients } from '../../../service-testing/clients/grpc-client';
import { ask, type Answer } from '../../../service-testing/clients/http-client';
import { FIRST } from '../testing/model-folders';
import { checkedRows, gone, PREDICTIONS, workerServices } from './worker-services';

const services = workerServices();
const newClient = grpcClients();

/** Answers to so many requests at once, each on a connection of its own unless there is an agent. */
async function predict(port: number, times: number, agent?: Agent): Promise<readonly Answer[]> {
  const body = await checkedRows();
  return Promise.all(Array.from({ length: times }, () => ask(port, { path: PREDICTIONS, body, agent })));
}

describe('a limit is that of the service', () => {
  test.each(['RATE_LIMIT_RPS', 'RATE_LIMIT_RPS_PER_CLIENT'])(
    '%s lets no more in than it says, whichever worker they come to',
    async name => {
      const { service } = await services.start({ [name]: '1' });
      const begin = performance.now();
      const answers = await predict(service.port, 20);
      const seconds = (performance.now() - begin) / 1000;
      const answered = answers.filter(({ status }) => status === 200).length;
      expect(answered).toBeGreaterThanOrEqual(1);
      expect(answered).toBeLessThanOrEqual(1 + seconds);
      const [refused] = answers.filter(({ status }) => status !== 200);
      expectError(refused, 429, new RegExp(`^More than 1 requests a second.*\\(${name}\\)\\.$`));
    },
  );

  test('all of it may come to one worker', async () => {
    const { service } = await services.start({ RATE_LIMIT_RPS: '20', RATE_LIMIT_RPS_PER_CLIENT: '20' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const answers = await predict(service.port, 20, agent);
    agent.destroy();
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});

test('statistics are those of all workers, whichever is asked, also of one that has ended', async () => {
  const { service } = await services.start({ GRPC_PORT: '0' });
  const listening = await service.logged(`listening on http://127.0.0.1:${service.port}`);
  const grpcPort = Number(String(listening['grpc']).split(':').at(-1));
  await predict(service.port, 10);
  const counted = async (path: string): Promise<unknown> => {
    const { text } = await ask(service.port, { path });
    const { model_stats: stats }: { model_stats: { inference_stats: { success: { count: number } } }[] } =
      JSON.parse(text);
    return stats.map(({ inference_stats }) => inference_stats.success.count);
  };
  for (let connection = 0; connection < 2; connection++) {
    expect(await counted('/v2/models/xgb/stats')).toEqual([10]);
    expect(await counted(`/v2/models/xgb/versions/${FIRST}/stats`)).toEqual([10]);
    expect(await counted('/v2/models/stats')).toEqual([10]);
    const { answer } = await newClient(grpcPort).call('ModelStatistics', { name: 'xgb' });
    expect(answer).toMatchObject({ model_stats: [{ inference_stats: { success: { count: 10 } } }] });
  }
  const [victim] = service.helperPids();
  process.kill(victim, 'SIGKILL');
  await gone(victim);
  await service.logged('a worker has ended and is replaced');
  await eventually('statistics as before', async () =>
    String(await counted('/v2/models/stats').catch(() => null)) === '10' ? true : null,
  );
});
