export { deepfm } from './deepfm';
export { dssm } from './dssm';
export { graphRecall } from './graph-recall';
export { mmoe } from './mmoe';
export { twoTower } from './two-tower';
export { xgb } from './xgb';
export { youtubeDnn } from './youtube-dnn';
