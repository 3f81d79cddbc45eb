import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { plainMargins } from '../../testing/plain-forest';
import { forestToOnnx } from '../xgboost/graph/forest-to-onnx';
import { readXgboostModel } from '../xgboost/model-file/read-xgboost-model';
import { firstTrees } from './first-trees';
import { readForestGraph, type ForestGraph } from './forest-graph';

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'xgboost', '1.7.4');
const model = readXgboostModel(readFileSync(path.join(FIXTURES, 'multi-softprob-4', 'model.ubj')));
const whole = forestToOnnx(model, { rounds: 'all' });

function graphOf(bytes: Uint8Array): ForestGraph {
  const graph = readForestGraph(bytes);
  if (!graph) throw new Error('The graph was not recognised.');
  return graph;
}

test('a part is the graph of the first rounds', () => {
  const forest = graphOf(whole);
  const rounds = forestToOnnx(model, { rounds: { from: 0, to: 3 } });
  const part = firstTrees(whole, forest, graphOf(rounds).features.length);
  expect(graphOf(part)).toEqual(graphOf(rounds));
});

test('lists whose numbers come one by one are cut as well', () => {
  const forest = graphOf(whole);
  const rounds = graphOf(forestToOnnx(model, { rounds: { from: 0, to: 2 } }));
  const loose = firstTrees(unpacked(whole), forest, rounds.features.length);
  expect(graphOf(loose)).toEqual(rounds);
});

test('the first tree always stays, and a graph that is no larger is what it was', () => {
  const forest = graphOf(whole);
  expect(graphOf(firstTrees(whole, forest, 0)).treeStarts).toHaveLength(2);
  expect(firstTrees(whole, forest, forest.features.length)).toBe(whole);
  expect(plainMargins(graphOf(firstTrees(whole, forest, 0)), new Float32Array(forest.width), 1)).toHaveLength(
    4,
  );
});

/** The same file with each number of the lists in a field of its own, as the protocol of old has it. */
function unpacked(bytes: Uint8Array): Uint8Array {
  const { graph } = onnx.ModelProto.decode(bytes);
  const node = graph?.node?.find(({ opType }) => opType === 'TreeEnsembleRegressor');
  if (!graph || !node) throw new Error('The graph has no trees.');
  const fields = (node.attribute ?? []).map(({ name, ints = [], floats = [], ...rest }) => {
    const packedNone = onnx.AttributeProto.encode({ name, ...rest }).finish();
    const numbers = [
      ...(ints ?? []).map(value => onnx.AttributeProto.encode({ ints: [value] }).finish()),
      ...(floats ?? []).map(value => onnx.AttributeProto.encode({ floats: [value] }).finish()),
    ];
    return Buffer.concat([packedNone, ...numbers.map(each => withoutPacking(each))]);
  });
  const head = onnx.NodeProto.encode({ ...node, attribute: [] }).finish();
  const trees = Buffer.concat([head, ...fields.map(field => embedded(5, field))]);
  const others = onnx.GraphProto.encode({ ...graph, node: [] }).finish();
  const nodes = (graph.node ?? []).map(each =>
    embedded(1, each === node ? trees : onnx.NodeProto.encode(each).finish()),
  );
  return embedded(7, Buffer.concat([others, ...nodes]));
}

/** One packed number (tag, length, number) as that number alone. */
function withoutPacking(bytes: Uint8Array): Uint8Array {
  const field = bytes[0] >>> 3;
  return Buffer.concat([Buffer.of((field << 3) | (field === 7 ? 5 : 0)), bytes.subarray(2)]);
}

function embedded(field: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  return Buffer.concat([Buffer.of((field << 3) | 2, ...length), content]);
}
