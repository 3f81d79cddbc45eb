import { encodeModel, forestToOnnx, GraphBuilder, readXgboostModel } from '@reckit/onnx';

/** The graph of an XGBoost model, all rounds. */
export function graphOfModel(model: Uint8Array): Uint8Array {
  return forestToOnnx(readXgboostModel(model), { rounds: 'all' });
}

/** A graph of seven features whose output has so many values, whatever the rows. */
export function graphOfConstantSize(valueCount: number): Uint8Array {
  const graph = new GraphBuilder('flat');
  const weights = graph.constant({ type: 'float', shape: [7, 1], values: new Float32Array(7) });
  const scores = graph.node('MatMul', [graph.input('features', 'float', ['rows', 7]), weights]);
  const sum = graph.node('ReduceSum', [scores], { attributes: { keepdims: { kind: 'int', value: 0 } } });
  const flat = graph.constant({ type: 'float', shape: [valueCount], values: new Float32Array(valueCount) });
  graph.node('Add', [flat, sum], { outputs: ['predictions'] });
  graph.output('predictions', 'float', [valueCount]);
  return encodeModel(graph.build());
}
