import { readFileSync } from 'node:fs';
import path from 'node:path';
import { segmentsOf } from '../calibration/log-odds-map';
import { forestToGraph } from '../xgboost/graph/forest-to-graph';
import { forestToOnnx } from '../xgboost/graph/forest-to-onnx';
import { readXgboostModel } from '../xgboost/model-file/read-xgboost-model';
import { readForestGraph } from './forest-graph';

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'xgboost', '1.7.4');
const CALIBRATION = { at: [-2, 0.5, 3], to: [-4, 0.25, 1], before: 1, after: 0.5 };

const modelOf = (name: string) => readXgboostModel(readFileSync(path.join(FIXTURES, name, 'model.ubj')));

test.each(['binary-logistic', 'categorical', 'missing-values'])('is read back from %s', name => {
  const model = modelOf(name);
  const options = { rounds: 'all', calibration: CALIBRATION } as const;
  const graph = readForestGraph(forestToOnnx(model, options));
  expect(graph?.calibration).toEqual(segmentsOf(CALIBRATION));
  expect(graph).toEqual(forestToGraph(model, options));
  expect(graph).toEqual({ ...forestToGraph(model, { rounds: 'all' }), calibration: graph?.calibration });
});

test('the segments of a map meet at its points', () => {
  const { bounds, starts, values, slopes } = segmentsOf(CALIBRATION);
  expect([...bounds]).toEqual([-2, 0.5, 3]);
  expect([...starts]).toEqual([-2, -2, 0.5, 3]);
  expect([...values]).toEqual([-4, -4, 0.25, 1]);
  expect([...slopes]).toEqual([1, expect.closeTo(1.7, 6), expect.closeTo(0.3, 6), 0.5]);
});

test('bounds that do not rise are left to the runtime', () => {
  const calibration = { ...CALIBRATION, at: [-2, 3, 0.5] };
  const onnx = forestToOnnx(modelOf('binary-logistic'), { rounds: 'all', calibration });
  expect(readForestGraph(onnx)).toBeNull();
});
