import path from 'node:path';
import { graphRecall } from '@reckit/definitions';
import request from 'supertest';
import { localServicesOf } from '../../service-testing/programs/local-service';
import { expectSuccess, trainingApp } from '../../service-testing/programs/training-app';

const training = trainingApp('node2vec');
const start = localServicesOf(graphRecall, '').perTest();

const communityOf = (id: string): string => id.slice(0, id.lastIndexOf('_'));

test('what the training writes is served: the nearest are of the same community', async () => {
  const folder = training.newFolder();
  expectSuccess(await training.train(folder, ['--version', 'v1', '--hold-out', '0']));
  const MODEL_DIR = path.join(folder, 'model');
  const [all, others] = [await start({ MODEL_DIR }), await start({ MODEL_DIR, EXCLUDE_NEIGHBORS: 'true' })];
  const recallOf = async ({ server }: typeof all, user_id: string): Promise<string[]> =>
    (await request(server).post('/recall').send({ user_id, top_k: 10 }).expect(200)).body.item_ids;

  const ids = ['books', 'games', 'garden', 'music', 'toys'].flatMap(theme =>
    ['001', '007', '013', '030'].map(number => `${theme}_${number}`),
  );
  let same = 0;
  let unlike = 0;
  for (const id of ids) {
    const found = await recallOf(all, id);
    const strangers = await recallOf(others, id);
    expect([found.length, strangers.length]).toEqual([10, 10]);
    same += found.filter(other => communityOf(other) === communityOf(id)).length;
    unlike += strangers.filter(other => !found.includes(other)).length;
  }
  expect(same / (10 * ids.length)).toBeGreaterThan(0.95);
  // Some of the nearest are neighbours already, and others take their places.
  expect(unlike).toBeGreaterThan(0);
  expect(await recallOf(all, 'nobody')).toEqual([]);
});
