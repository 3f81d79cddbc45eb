import type { SampledModel } from '../run/sample-data-command';
import { dcn } from './dcn';
import { deepfm } from './deepfm';
import { dssm } from './dssm';
import { finalmlp } from './finalmlp';
import { MODES } from './item2vec';
import { mmoe } from './mmoe';
import { node2vec } from './node2vec';
import { twoTower } from './two-tower';
import { xgb } from './xgb';
import { youtubeDnn } from './youtube-dnn';

/** The models that learn from one default file each, of which sample data can be written. */
export const SAMPLED_MODELS: Readonly<Record<string, SampledModel>> = {
  xgb,
  deepfm,
  dcn,
  finalmlp,
  mmoe,
  'two-tower': twoTower,
  'youtube-dnn': youtubeDnn,
  dssm,
  node2vec,
  ...MODES,
};
