import type { GraphBuilder } from '../graph-builder';
import { OBJECTIVES } from './objectives';
import type { XgboostModel } from './xgboost-model';

/**
 * Adds the base margin to the sums of the leaves and turns the margins into the output `predictions`, as the
 * objective's prediction transform does.
 *
 * @param leafSums value of shape [rows, outputCount]
 */
export function appendPredictions(graph: GraphBuilder, leafSums: string, model: XgboostModel): void {
  const { baseMargins, objective, outputCount } = model;
  const base = graph.constant({ type: 'float', shape: [outputCount], values: baseMargins }, 'base_margin');
  const margins = graph.node('Add', [leafSums, base]);
  const transform = OBJECTIVES[objective].transform;
  const perRow = transform === 'argmax' || (outputCount === 1 && transform !== 'softmax');
  const outputs = ['predictions'];

  switch (transform) {
    case 'identity':
      graph.node('Identity', [flat()], { outputs });
      break;
    case 'sigmoid':
      graph.node('Sigmoid', [flat()], { outputs });
      break;
    case 'exp':
      graph.node('Exp', [flat()], { outputs });
      break;
    case 'step':
      graph.node('Cast', [graph.node('Greater', [flat(), scalar(0)])], {
        outputs,
        attributes: { to: FLOAT },
      });
      break;
    case 'softmax':
      graph.node('Softmax', [margins], { outputs, attributes: { axis: { kind: 'int', value: 1 } } });
      break;
    case 'argmax': {
      const attributes = {
        axis: { kind: 'int', value: 1 },
        keepdims: { kind: 'int', value: 0 },
      } as const;
      graph.node('Cast', [graph.node('ArgMax', [margins], { attributes })], {
        outputs,
        attributes: { to: FLOAT },
      });
      break;
    }
  }
  graph.output('predictions', 'float', perRow ? ['rows'] : ['rows', outputCount]);

  /** Margins as XGBoost shapes its predictions: one output has no axis of its own. */
  function flat(): string {
    if (outputCount > 1) return margins;
    const shape = graph.constant({ type: 'int64', shape: [1], values: BigInt64Array.of(-1n) }, 'rows_only');
    return graph.node('Reshape', [margins, shape]);
  }

  function scalar(value: number): string {
    return graph.constant({ type: 'float', shape: [], values: Float32Array.of(value) }, 'scalar');
  }
}

const FLOAT = { kind: 'int', value: 1 } as const;
