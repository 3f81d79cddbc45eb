export { deepfm } from './deepfm';
export { mmoe } from './mmoe';
export { xgb } from './xgb';
