export { deepfm } from './deepfm';
export { dssm } from './dssm';
export { mmoe } from './mmoe';
export { twoTower } from './two-tower';
export { xgb } from './xgb';
export { youtubeDnn } from './youtube-dnn';
