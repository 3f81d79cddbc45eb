import type { Differences } from '../../../service-testing/replays/differences';

const COLUMNS_TOO_FEW = {
  status: 500,
  reason:
    'a feature_meta.json that contradicts itself or the model is refused; the old model goes on serving',
};

/** Where this service alone answers otherwise than the Python one did, and why, by recording. */
export const DIFFERENCES = {
  xgb: {
    'reload-state/20-reload-columns-too-few': COLUMNS_TOO_FEW,
    'reload-state/24-predict-stray-scaler-is-applied': {
      status: 200,
      body: { predictions: [0.9962944388389587] },
      reason: 'a scaler is applied only if feature_meta.json says "normalized": true',
    },
  },
  'xgb-normalized': {
    'predictions-value-3e38': {
      status: 200,
      reason: 'a value that scaling takes beyond float32 takes the default, where Python failed',
    },
    'reload-state/20-reload-columns-too-few': COLUMNS_TOO_FEW,
    'reload-state/21-predict-columns-too-few': {
      status: 200,
      body: { predictions: [0.9986756443977356] },
      reason: 'the model of before the refused reload goes on serving',
    },
    'reload-state/23-reload-scaler-removed': {
      status: 500,
      reason: 'a normalised model without its scaler would score wrongly, so it is refused',
    },
    'reload-state/24-predict-scaler-removed-gives-other-scores': {
      status: 200,
      reason: 'the model of before goes on serving, scaler included',
    },
  },
} satisfies Readonly<Record<string, Differences>>;
