import path from 'node:path';
import { deepfm, mmoe, xgb } from '@reckit/definitions';
import type { ServiceDefinition } from '@reckit/service';

/** A model as the contract asks it. */
export interface ContractModel {
  readonly definition: ServiceDefinition;
  /** A flat directory of the Python system with it, of the features that `sample-rows` has. */
  readonly folder: string;
  /** What it answers for a row. */
  readonly answers: 'scores' | 'tasks';
}

/** A model by its name. */
export interface NamedModel extends Pick<ContractModel, 'answers'> {
  readonly name: string;
}

const APPS = path.join(__dirname, '../..');

/** Every model that has to keep the contract; a new one needs its line here. */
export const CONTRACT_MODELS: readonly ContractModel[] = [
  { definition: xgb, folder: path.join(APPS, 'xgb/fixtures/xgb/model'), answers: 'scores' },
  { definition: deepfm, folder: path.join(APPS, 'deepfm/fixtures/model'), answers: 'scores' },
  { definition: mmoe, folder: path.join(APPS, 'mmoe/fixtures/model'), answers: 'tasks' },
];
