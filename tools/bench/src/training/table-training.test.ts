import { openEngine } from '@reckit/nn';
import { comparedDeepFm } from './compared-deep-fm';
import { SLOTS, TableTraining } from './table-training';

test('a step asks for as many different rows as it draws from, however large the table', async () => {
  const small = new TableTraining({ tableRows: 50, usedRows: 50, batches: 2 });
  const large = new TableTraining({ tableRows: 5_000, usedRows: 50, batches: 2 });
  expect([small.distinctRows, large.distinctRows]).toEqual([50, 50]);
  expect(new TableTraining({ tableRows: 5_000, usedRows: 5_000, batches: 2 }).distinctRows).toBeGreaterThan(
    3_000,
  );
});

test('a table trains alone and around the step of a network', async () => {
  const options = { optimizer: { kind: 'adam' }, seed: 7 } as const;
  const engine = await openEngine('compiled', comparedDeepFm(SLOTS), options);
  const training = new TableTraining({ tableRows: 50, usedRows: 50, batches: 2 });
  const before = training.table.values.slice();
  training.stepAlone();
  const alone = training.table.values.slice();
  await training.stepWith(engine);
  expect(alone).not.toEqual(before);
  expect(training.table.values).not.toEqual(alone);
  await engine.close();
});
