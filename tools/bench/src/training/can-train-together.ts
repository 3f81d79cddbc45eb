import { xgboostLibrary } from '@reckit/xgboost';

/** Whether there is a libxgboost whose processes compute together. */
export function canTrainTogether(): boolean {
  const [major, minor] = xgboostLibrary().version;
  return major > 2 || (major === 2 && minor >= 1);
}

/** What a report says where there is none. */
export const ONE_PROCESS_ALONE =
  'Two processes were not measured: they need a libxgboost 2.1 or newer, named by XGBOOST_LIBRARY.';
