import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { writePackage } from '@reckit/artifacts';
import { onnx } from 'onnx-proto';
import { chainModel } from '../../../service-testing/packages/chain-model';
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

/**
 * Makes of the second version a package whose one tree is a chain of so many levels, in a branch of the graph, where
 * nobody but the runtime looks.
 */
export async function deepTree(modelDir: string, levels: number): Promise<void> {
  const { forestToOnnx, readXgboostModel } = await import('@reckit/onnx');
  const forest = readXgboostModel(chainModel(levels));
  const { graph } = onnx.ModelProto.decode(forestToOnnx(forest, { rounds: 'all', missing: 'never' }));
  const trees = {
    name: 'trees',
    node: graph?.node?.map(each => ({ ...each, output: each.output?.map(inBranch) })),
    initializer: graph?.initializer,
    output: [value(inBranch('predictions'), FLOAT, ['rows'])],
  };
  const mean = {
    name: 'mean',
    node: [
      node('ReduceMean', ['features'], ['mean'], [intsAttribute('axes', [1]), intAttribute('keepdims', 0)]),
    ],
    output: [value('mean', FLOAT, ['rows'])],
  };
  await replaceGraph(modelDir, [
    constant('always', { dataType: BOOL, dims: [], int32Data: [1] }),
    node(
      'If',
      ['always'],
      ['predictions'],
      [graphAttribute('then_branch', trees), graphAttribute('else_branch', mean)],
    ),
  ]);
}

/** The last output has its name in the graph around the branch already. */
function inBranch(name: string): string {
  return name === 'predictions' ? 'predictions_of_trees' : name;
}

/** Puts a pipe that nobody writes to in the place of a file. */
export function pipeInPlaceOf(file: string): void {
  rmSync(file, { force: true });
  execFileSync('mkfifo', [file]);
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
    node('Loop', ['', 'is_large', 'mean'], ['predictions'], [graphAttribute('body', body)]),
  ];
}

function replaceGraph(modelDir: string, nodes: readonly onnx.INodeProto[]): Promise<void> {
  const model = onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
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
  const [signature] = manifest.signatures;
  const unchecked = { ...signature, checks: { ...signature.checks, outputs: {} } };
  await writePackage(modelDir, {
    manifest: { ...manifest, signatures: [unchecked] },
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

function graphAttribute(name: string, g: onnx.IGraphProto): onnx.IAttributeProto {
  return { name, type: onnx.AttributeProto.AttributeType.GRAPH, g };
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
