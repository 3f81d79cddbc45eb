import { truncateSync } from 'node:fs';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { twoTower } from '@reckit/definitions';
import { childServices } from '../programs/child-service';
import { ask } from '../clients/http-client';
import { madePackages, writeMadePackage, type MadeVectors } from '../packages/made-package';
import { TWO_TOWER_SIGNATURES, TWO_TOWER_VECTORS } from '../packages/tower-packages';

const newPackage = madePackages();
const services = childServices(path.join(__dirname, '../../two-tower/src'));

/** So many vectors that they are handed over in several pieces. */
const COUNT = 150_000;
const MANY: MadeVectors = {
  ...TWO_TOWER_VECTORS,
  vectors: Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`商品 ${i}`, [i, 0, 0, 1]])),
};

async function recall(port: number, body: object): Promise<unknown> {
  const { status, text } = await ask(port, { path: '/recall', body });
  expect({ status, text }).toEqual({ status: 200, text });
  return JSON.parse(text);
}

test('vectors that another process has verified are searched, and change with the graph', async () => {
  const modelDir = await newPackage(twoTower.name, TWO_TOWER_SIGNATURES, MANY);
  const service = await services.start({ MODEL_DIR: modelDir });
  const nearest = { item_ids: [`商品 ${COUNT - 1}`, `商品 ${COUNT - 2}`], scores: [COUNT - 1, COUNT - 2] };
  // The keys of rows are written as the definition of the service allows.
  expect(await recall(service.port, { user_features: { hour: 7, user_age: 1 }, top_k: 2 })).toEqual({
    ...nearest,
    scores: nearest.scores.map(score => score + 0.5),
  });

  await writeMadePackage(modelDir, twoTower.name, TWO_TOWER_SIGNATURES, {
    vectors: TWO_TOWER_VECTORS,
    version: 'v2',
  });
  await writeMadePackage(modelDir, twoTower.name, TWO_TOWER_SIGNATURES, { vectors: MANY, version: 'v3' });
  const file = path.join(modelDir, twoTower.name, 'v3', 'item_vectors.bin');
  truncateSync(file, 100_000);
  await promote(modelDir, twoTower.name, 'v3');
  const refused = await ask(service.port, { method: 'POST', path: '/reload' });
  expect(refused.status).toBe(500);
  expect(refused.text).toContain('item_vectors.bin has 100000 bytes');
  await promote(modelDir, twoTower.name, 'v2');
  expect((await ask(service.port, { method: 'POST', path: '/reload' })).status).toBe(200);
  expect(await recall(service.port, { user_age: 1, top_k: 1 })).toEqual({
    item_ids: ['of age'],
    scores: [1],
  });
});
