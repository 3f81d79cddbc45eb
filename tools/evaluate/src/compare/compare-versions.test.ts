import { auc, gauc, logLoss, rmse } from '@reckit/evaluation';
import { createRandom } from '@reckit/data';
import { compareVersions } from './compare-versions';
import { takeScoredRows, type ScoredRows } from './scored-rows';

const ROWS = 400;

/** Labels whose logit is known up to `noise` by the current version, and exactly by the new one. */
function scored(noise: number, others: Partial<ScoredRows> = {}): ScoredRows {
  const random = createRandom(9);
  const logits = Array.from({ length: ROWS }, () => random.normal(0, 2));
  const probability = (logit: number): number => 1 / (1 + Math.exp(-logit));
  const truths = Float32Array.from(logits, logit => (random.uniform() < probability(logit) ? 1 : 0));
  return {
    rowCount: ROWS,
    outputs: [
      {
        task: null,
        kind: 'probability',
        truths,
        current: Float32Array.from(logits, logit => probability(logit + random.normal(0, noise))),
        challenger: Float32Array.from(logits, probability),
        weights: null,
      },
    ],
    users: null,
    ...others,
  };
}

describe('compareVersions', () => {
  it('has the metrics of the evaluation library, of both versions', () => {
    const users = Int32Array.from({ length: ROWS }, (_, row) => row % 40);
    const weights = Float32Array.from({ length: ROWS }, (_, row) => 1 + (row % 3));
    const rows = scored(2, { users });
    const [{ truths, current, challenger }] = rows.outputs;
    const found = new Map(compareVersions(rows).map(compared => [compared.metric, compared]));
    expect(found.get('auc')?.current).toBeCloseTo(auc(truths, current ?? []) ?? NaN, 10);
    expect(found.get('auc')?.challenger).toBeCloseTo(auc(truths, challenger) ?? NaN, 10);
    expect(found.get('log_loss')?.challenger).toBeCloseTo(logLoss(truths, challenger), 10);
    expect(found.get('gauc')?.challenger).toBeCloseTo(
      gauc(users, truths, challenger).impressionWeighted ?? NaN,
      10,
    );
    const weighted = compareVersions({
      ...rows,
      outputs: rows.outputs.map(output => ({ ...output, weights })),
    }).find(({ metric }) => metric === 'auc');
    expect(weighted?.challenger).toBeCloseTo(auc(truths, challenger, weights) ?? NaN, 10);
  });

  it('is sure of a version that is much better, and not of one that is the same but for noise', () => {
    const of = (rows: ScoredRows) => compareVersions(rows).find(({ metric }) => metric === 'auc')?.interval;
    expect(of(scored(4))?.low).toBeGreaterThan(0);
    const alike = of(scored(0.05));
    expect(alike?.low).toBeLessThan(0);
    expect(alike?.high).toBeGreaterThan(0);
  });

  it('measures a first version alone', () => {
    const rows = scored(1);
    const alone = { ...rows, outputs: rows.outputs.map(output => ({ ...output, current: null })) };
    const [area] = compareVersions(alone);
    expect(area).toMatchObject({ metric: 'auc', current: null, interval: null });
    expect(area.challenger).toBeGreaterThan(0.7);
  });

  it('measures amounts by their errors', () => {
    const truths = Float32Array.of(1, 2, 3, 4);
    const challenger = Float32Array.of(1, 2, 3, 8);
    const output = {
      task: 'gmv',
      kind: 'value',
      truths,
      current: truths,
      challenger,
      weights: null,
    } as const;
    const found = compareVersions({ rowCount: 4, outputs: [output], users: null });
    expect(
      found.map(({ task, metric, current, challenger: after }) => [task, metric, current, after]),
    ).toEqual([
      ['gmv', 'mae', 0, 1],
      ['gmv', 'rmse', 0, rmse(truths, challenger)],
    ]);
  });

  it('says of rows of one class that their AUC is not defined', () => {
    const rows = scored(1);
    const positives = Uint32Array.from(rows.outputs[0].truths.keys()).filter(
      row => rows.outputs[0].truths[row] === 1,
    );
    const [area] = compareVersions(takeScoredRows(rows, positives));
    expect(area).toMatchObject({ metric: 'auc', current: null, challenger: null, interval: null });
  });
});
