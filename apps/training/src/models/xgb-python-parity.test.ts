/** @needs libxgboost */
import { columnRequests, readColumns, takeRows } from '@reckit/data';
import { auc, logLoss } from '@reckit/evaluation';
import { encodeParts, fitFeatures, numericFeatures, RANKING_FEATURES } from '@reckit/features';
import { DMatrix, trainXgboost } from '@reckit/xgboost';
import { readRecording, type Recording } from '../testing/recordings';

/** Trains on the rows that the Python system trained on, with its parameters, and scores the other rows. */
async function trainAsRecorded({ data, split }: Recording, normalize: boolean) {
  const raw = numericFeatures(RANKING_FEATURES);
  const { columns, targets } = await readColumns(data, { features: columnRequests(raw), targets: ['label'] });
  const labels = targets.get('label') ?? new Float32Array();
  const parts = [split.train, split.validation].map(rows => Uint32Array.from(rows));
  const spec = fitFeatures(raw, columns, parts[0], { standardise: normalize });
  const matrices = encodeParts(spec, columns, parts);
  const [train, validation] = parts.map((rows, i) => ({
    data: matrices[i],
    labels: takeRows(labels, 1, rows),
    featureCount: RANKING_FEATURES.length,
  }));
  const validationMatrix = new DMatrix(validation);
  const { booster, bestIteration } = await trainXgboost({
    train: new DMatrix(train),
    validation: validationMatrix,
    parameters: { seed: 42, nthread: 1 },
    rounds: 100,
    earlyStoppingRounds: 10,
  });
  const scores = booster.predict(validationMatrix, { rounds: { begin: 0, end: bestIteration + 1 } });
  return { auc: auc(validation.labels, scores), logLoss: logLoss(validation.labels, scores) };
}

test.each([
  { name: 'xgb', normalize: false },
  { name: 'xgb-normalized', normalize: true },
] as const)('on the rows of the recording $name the model is as good as that of Python', async example => {
  const recording = readRecording(example.name);
  const ours = await trainAsRecorded(recording, example.normalize);
  expect(Math.abs((ours.auc ?? NaN) - recording.validation.auc)).toBeLessThan(0.005);
  expect(Math.abs(ours.logLoss - recording.validation.logloss)).toBeLessThan(0.01);
});
