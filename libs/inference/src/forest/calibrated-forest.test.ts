import { readFileSync } from 'node:fs';
import path from 'node:path';
import { forestToOnnx, readForestGraph, readXgboostModel } from '@reckit/onnx';
import { fastestSession } from '../loading/fastest-session';
import { forestProbes } from '../loading/forest-probes';
import { openSession } from '../scoring/session';

const FIXTURES = path.join(__dirname, '../../../onnx/fixtures/xgboost/1.7.4');
const CALIBRATIONS = [
  ['a line', { at: [0], to: [-0.75], before: 0.5, after: 0.5 }],
  ['points', { at: [-1.5, -0.2, 0.4, 2], to: [-4, -1, 0, 0.5], before: 1, after: 1 }],
] as const;

describe.each(['binary-logistic', 'categorical', 'missing-values'])('%s', name => {
  const model = readXgboostModel(readFileSync(path.join(FIXTURES, name, 'model.ubj')));

  test.each(CALIBRATIONS)('calibrated by %s is scored by the kernel as by ONNX Runtime', async (_, map) => {
    const plain = forestToOnnx(model, { rounds: 'all' });
    const onnx = forestToOnnx(model, { rounds: 'all', calibration: map });
    const forest = readForestGraph(onnx);
    if (!forest) throw new Error('The graph was not recognised.');
    const { values, rowCount } = forestProbes(forest);
    const sessions = await Promise.all([
      fastestSession(onnx, { threads: 1 }),
      openSession(onnx, { threads: 1 }),
      openSession(plain, { threads: 1 }),
    ]);
    expect(sessions[0].engine).toBe('forest');
    const [own, runtime, uncalibrated] = await Promise.all(
      sessions.map(async session =>
        Float32Array.from((await session.run(values, rowCount, forest.width))[0], Number),
      ),
    );
    own.forEach((score, row) => expect(score).toBeCloseTo(runtime[row], 5));
    expect(own.some((score, row) => Math.abs(score - uncalibrated[row]) > 0.05)).toBe(true);
    await Promise.all(sessions.map(session => session.close()));
  });
});
