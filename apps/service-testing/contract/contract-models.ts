import path from 'node:path';
import {
  dcn,
  deepfm,
  din,
  dssm,
  finalmlp,
  graphRecall,
  mmoe,
  twoTower,
  xgb,
  youtubeDnn,
} from '@reckit/definitions';
import type { ServiceDefinition } from '@reckit/service';
import {
  HISTORY_ROWS,
  INTEREST_ROWS,
  NODE_ROWS,
  QUERY_ROWS,
  RANKING_ROWS,
  USER_ROWS,
  type ContractRows,
} from './contract-rows';

/** A model as the contract asks it. */
export interface ContractModel {
  readonly definition: ServiceDefinition;
  /** A model directory with it: files of the Python system side by side, or a package of ours. */
  readonly folder: string;
  /** What it answers for a row. */
  readonly answers: 'scores' | 'tasks' | 'vectors' | 'neighbours';
  readonly rows: ContractRows;
}

/** A model by its name. */
export interface NamedModel extends Pick<ContractModel, 'answers' | 'rows'> {
  readonly name: string;
}

const APPS = path.join(__dirname, '../..');

/** Every model that has to keep the contract; a new one needs its line here. */
export const CONTRACT_MODELS: readonly ContractModel[] = [
  model(xgb, 'xgb/fixtures/xgb/model', 'scores', RANKING_ROWS),
  model(deepfm, 'deepfm/fixtures/model', 'scores', RANKING_ROWS),
  model(dcn, 'dcn/fixtures/model', 'scores', RANKING_ROWS),
  model(finalmlp, 'finalmlp/fixtures/model', 'scores', RANKING_ROWS),
  model(din, 'din/fixtures/model', 'scores', INTEREST_ROWS),
  model(mmoe, 'mmoe/fixtures/model', 'tasks', RANKING_ROWS),
  model(twoTower, 'two-tower/fixtures/model', 'vectors', USER_ROWS),
  model(youtubeDnn, 'youtube-dnn/fixtures/model', 'vectors', HISTORY_ROWS),
  model(dssm, 'dssm/fixtures/model', 'vectors', QUERY_ROWS),
  model(graphRecall, 'graph-recall/fixtures/model', 'neighbours', NODE_ROWS),
];

function model(
  definition: ServiceDefinition,
  folder: string,
  answers: ContractModel['answers'],
  rows: ContractRows,
): ContractModel {
  return { definition, folder: path.join(APPS, folder), answers, rows };
}
