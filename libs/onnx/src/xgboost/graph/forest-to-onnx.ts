import { appendLogOddsMap } from '../../calibration/append-log-odds-map';
import type { LogOddsMap } from '../../calibration/log-odds-map';
import { encodeModel } from '../../encode-model';
import { GraphBuilder } from '../../graph-builder';
import { appendCategoricalColumns, categoricalColumns } from './categorical-columns';
import { appendPredictions } from './predictions';
import { treesOfRounds } from '../model-file/rounds';
import type { Rounds } from '../model-file/rounds';
import { treeAttributes } from '../model-file/tree-attributes';
import type { Missing } from '../model-file/tree-attributes';
import type { XgboostModel } from '../model-file/xgboost-model';

export interface ForestOptions {
  readonly rounds: Rounds;
  /** `never` leaves out the test for NaN; then rows with NaN are scored wrongly. @default 'by-default-direction' */
  readonly missing?: Missing;
  /** What the margins of a model with one output go through, where these are log-odds. @default nothing */
  readonly calibration?: LogOddsMap;
}

/**
 * Translates an XGBoost model to an ONNX model that predicts what `Booster.predict` does.
 *
 * Input `features`: float [rows, featureCount], NaN where missing. Output `predictions`: float [rows], or
 * [rows, outputCount] for `multi:softprob` and multi-target models; `multi:softmax` gives the class as a number.
 *
 * @throws RoundsOutOfRange if the model does not hold the rounds
 * @example
 * const model = readXgboostModel(await readFile('model.json'));
 * const session = await InferenceSession.create(forestToOnnx(model, { rounds: 'best' }));
 */
export function forestToOnnx(model: XgboostModel, options: ForestOptions): Uint8Array {
  const { forest, featureCount } = model;
  const trees = treesOfRounds(model, options.rounds);
  const firstNode = forest.treeStarts[trees.from] ?? 0;
  const endNode = forest.treeStarts[trees.to] ?? 0;
  const { setsOfFeature, columnOfNode } = categoricalColumns(forest, firstNode, endNode);

  const graph = new GraphBuilder('xgboost');
  const features = graph.input('features', 'float', ['rows', featureCount]);
  const columns = appendCategoricalColumns(graph, features, setsOfFeature);
  const margins = graph.node('TreeEnsembleRegressor', [columns], {
    domain: 'ai.onnx.ml',
    attributes: treeAttributes(model, trees, columnOfNode, options.missing ?? 'by-default-direction'),
  });
  const { calibration } = options;
  appendPredictions(graph, calibration ? appendLogOddsMap(graph, margins, calibration) : margins, model);
  return encodeModel(graph.build());
}
