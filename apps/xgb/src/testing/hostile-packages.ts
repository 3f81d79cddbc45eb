import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { writePackage } from '@reckit/artifacts';
import { onnx } from 'onnx-proto';
import { fileOf, readFixtureManifest, SECOND } from './model-folders';

/** A row with this value makes the graph of `loopOnLargeValues` run for ever, scaled as it may be. */
export const LARGE_VALUE = 1e30;
const LIMIT = 1e6;

const WIDTH = 7;
const FLOAT = onnx.TensorProto.DataType.FLOAT;
const BOOL = onnx.TensorProto.DataType.BOOL;
const INT64 = onnx.TensorProto.DataType.INT64;

/** Makes of the second version a package that is whole and whose graph never ends. */
export function endlessLoop(modelDir: string): Promise<void> {
  return replaceGraph(modelDir, loopWhile('features', -Infinity));
}

/** The same with a graph that ends for all rows but those with a large value. */
export function loopOnLargeValues(modelDir: string): Promise<void> {
  return replaceGraph(modelDir, loopWhile('features', LIMIT));
}

/** Makes of the second version a package whose one tree is a chain of so many levels. */
export async function deepTree(modelDir: string, levels: number): Promise<void> {
  const { forestToOnnx, readXgboostModel } = await import('@reckit/onnx');
  const model = JSON.parse(readFileSync(fileOf(modelDir, SECOND, 'xgb_model.json'), 'utf8'));
  const forest = model.learner.gradient_booster.model;
  forest.trees = [chainTree(forest.trees[0], levels)];
  forest.tree_info = [0];
  forest.gbtree_model_param.num_trees = '1';
  if (forest.iteration_indptr) forest.iteration_indptr = [0, 1];
  delete model.learner.attributes.best_iteration;
  const graph = forestToOnnx(readXgboostModel(Buffer.from(JSON.stringify(model))), {
    rounds: 'all',
    missing: 'never',
  });
  await repackage(modelDir, graph);
}

/** Puts a pipe that nobody writes to in the place of a file. */
export function pipeInPlaceOf(file: string): void {
  rmSync(file, { force: true });
  execFileSync('mkfifo', [file]);
}

function chainTree(like: Record<string, unknown>, levels: number): Record<string, unknown> {
  const count = 2 * levels + 1;
  // Node 2i splits into a leaf, 2i + 1, and the next split, 2i + 2; the last one is a leaf.
  const nodes = Array.from({ length: count }, (_, i) => ({ isSplit: i % 2 === 0 && i < count - 1, i }));
  return {
    ...like,
    left_children: nodes.map(({ isSplit, i }) => (isSplit ? i + 1 : -1)),
    right_children: nodes.map(({ isSplit, i }) => (isSplit ? i + 2 : -1)),
    parents: nodes.map(({ i }) => (i === 0 ? 2_147_483_647 : i % 2 === 0 ? i - 2 : i - 1)),
    split_indices: nodes.map(() => 0),
    split_conditions: nodes.map(({ isSplit, i }) => (isSplit ? i / count : 0.01)),
    split_type: nodes.map(() => 0),
    default_left: nodes.map(() => 0),
    base_weights: nodes.map(() => 0),
    loss_changes: nodes.map(() => 0),
    sum_hessian: nodes.map(() => 1),
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    id: 0,
    tree_param: { ...(like['tree_param'] as object), num_nodes: String(count) },
  };
}

/** A graph that gives the mean of a row after a loop that goes on while the largest value is above `limit`. */
function loopWhile(input: string, limit: number): onnx.INodeProto[] {
  const body = {
    name: 'body',
    input: [value('iteration', INT64, []), value('go_on', BOOL, []), value('state', FLOAT, null)],
    output: [value('still', BOOL, []), value('next', FLOAT, null)],
    node: [node('Identity', ['go_on'], ['still']), node('Sin', ['state'], ['next'])],
  };
  return [
    node('ReduceMax', [input], ['largest'], [intAttribute('keepdims', 0)]),
    constant('limit', { dataType: FLOAT, dims: [], floatData: [limit] }),
    node('Greater', ['largest', 'limit'], ['is_large']),
    node('ReduceMean', [input], ['mean'], [intsAttribute('axes', [1])]),
    node(
      'Loop',
      ['', 'is_large', 'mean'],
      ['predictions'],
      [{ name: 'body', type: onnx.AttributeProto.AttributeType.GRAPH, g: body }],
    ),
  ];
}

function replaceGraph(modelDir: string, nodes: readonly onnx.INodeProto[]): Promise<void> {
  const model = onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'hostile',
      input: [value('features', FLOAT, ['rows', WIDTH])],
      output: [value('predictions', FLOAT, ['rows', 1])],
      node: [...nodes],
    },
  }).finish();
  return repackage(modelDir, model);
}

/** Writes the second version anew with another graph: a whole package, whose checks cannot hold. */
async function repackage(modelDir: string, graph: Uint8Array): Promise<void> {
  const manifest = await readFixtureManifest(SECOND);
  const meta = readFileSync(fileOf(modelDir, SECOND, 'feature_meta.json'));
  rmSync(fileOf(modelDir, SECOND, ''), { recursive: true, force: true });
  const checks = { ...manifest.checks, outputs: {} };
  await writePackage(modelDir, {
    manifest: { ...manifest, checks },
    files: { 'model.onnx': graph, 'feature_meta.json': meta },
  });
}

function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: onnx.IAttributeProto[] = [],
): onnx.INodeProto {
  return { opType, input, output, attribute: attributes };
}

function constant(name: string, tensor: onnx.ITensorProto): onnx.INodeProto {
  const { TENSOR } = onnx.AttributeProto.AttributeType;
  return node('Constant', [], [name], [{ name: 'value', type: TENSOR, t: tensor }]);
}

function intAttribute(name: string, i: number): onnx.IAttributeProto {
  return { name, type: onnx.AttributeProto.AttributeType.INT, i };
}

function intsAttribute(name: string, ints: number[]): onnx.IAttributeProto {
  return { name, type: onnx.AttributeProto.AttributeType.INTS, ints };
}

function value(name: string, elemType: number, shape: (number | string)[] | null): onnx.IValueInfoProto {
  const dim = shape?.map(size => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType, ...(dim && { shape: { dim } }) } } };
}
