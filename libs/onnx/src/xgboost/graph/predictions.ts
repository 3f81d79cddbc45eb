import { DATA_TYPES } from '../../graph';
import type { GraphBuilder } from '../../graph-builder';
import { OBJECTIVES } from '../model-file/objectives';
import type { XgboostModel } from '../model-file/xgboost-model';

const TO_FLOAT = { to: { kind: 'int', value: DATA_TYPES.float } } as const;
const CLASS_AXIS = { kind: 'int', value: 1 } as const;

/**
 * Adds the output `predictions`: the margins after the objective's prediction transform. An output count of one
 * has no axis of its own, as in XGBoost's predictions.
 *
 * @param margins value of shape [rows, outputCount]
 */
export function appendPredictions(graph: GraphBuilder, margins: string, model: XgboostModel): void {
  const { objective, outputCount } = model;
  const { transform } = OBJECTIVES[objective];
  switch (transform) {
    case 'softmax':
      graph.node('Softmax', [margins], { outputs: ['predictions'], attributes: { axis: CLASS_AXIS } });
      break;
    case 'argmax': {
      const attributes = { axis: CLASS_AXIS, keepdims: { kind: 'int', value: 0 } } as const;
      const largest = graph.node('ArgMax', [margins], { attributes });
      graph.node('Cast', [largest], { outputs: ['predictions'], attributes: TO_FLOAT });
      break;
    }
    default: {
      const shape = outputCount === 1 ? [-1n] : [-1n, BigInt(outputCount)];
      const values = BigInt64Array.from(shape);
      const transformed = appendElementwise(graph, margins, transform);
      graph.node(
        'Reshape',
        [transformed, graph.constant({ type: 'int64', shape: [shape.length], values }, 'shape')],
        {
          outputs: ['predictions'],
        },
      );
    }
  }
  const perRow = transform === 'argmax' || (outputCount === 1 && transform !== 'softmax');
  graph.output('predictions', 'float', perRow ? ['rows'] : ['rows', outputCount]);
}

function appendElementwise(
  graph: GraphBuilder,
  margins: string,
  transform: 'identity' | 'sigmoid' | 'exp' | 'step',
): string {
  const scalar = (value: number, hint: string): string =>
    graph.constant({ type: 'float', shape: [], values: Float32Array.of(value) }, hint);
  switch (transform) {
    case 'identity':
      return margins;
    case 'sigmoid': {
      // ONNX Runtime's Sigmoid is an approximation: a probability of 1e-6 comes out several percent off.
      const odds = graph.node('Exp', [graph.node('Neg', [margins])]);
      return graph.node('Reciprocal', [graph.node('Add', [odds, scalar(1, 'one')])]);
    }
    case 'exp':
      return graph.node('Exp', [margins]);
    case 'step':
      return graph.node('Cast', [graph.node('Greater', [margins, scalar(0, 'zero')])], {
        attributes: TO_FLOAT,
      });
  }
}
