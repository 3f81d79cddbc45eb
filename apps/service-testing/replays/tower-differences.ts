import type { Difference, Differences } from './differences';

const DEFAULT_TAKEN: Difference = {
  status: 200,
  reason: 'numbers beyond float32 and those that are not finite take the default, where Python failed',
};
const RELOADS = 'every service reloads its model, as those of the ranking models do';

/**
 * What all services of towers do otherwise: the Python ones had no reload, and said less of themselves.
 *
 * @param featureCount - of the model's main signature
 */
export function towerDifferences(featureCount: number): Differences {
  const root: Difference = {
    status: 200,
    added: { model_version: 'unknown', feature_count: featureCount },
    reason: 'every service tells its version and how many features its model takes',
  };
  const reloaded: Difference = {
    status: 200,
    body: {
      status: 'success',
      message: 'Model reloaded successfully',
      old_version: 'unknown',
      new_version: 'unknown',
      feature_count: featureCount,
    },
    reason: RELOADS,
  };
  const guarded: Difference = { status: 401, reason: `${RELOADS}, for whoever has the key` };
  return {
    'get-root': root,
    'get-root-request-id-echo': root,
    'get-health': {
      status: 200,
      added: { model_loaded: true },
      reason: 'every service says whether its model is loaded',
    },
    'reload-no-key-configured': reloaded,
    'reload-no-key-configured-but-sent': reloaded,
    'reload-with-json-body': reloaded,
    'method-get-on-reload': { status: 405, reason: RELOADS },
    'reload-key/reload-without-header': guarded,
    'reload-key/reload-wrong-key': guarded,
    'reload-key/reload-empty-key': guarded,
    'reload-key/reload-case-differs': guarded,
    'reload-key/reload-key-in-query': guarded,
    'reload-key/reload-key-with-spaces-around': reloaded,
    'reload-key/reload-bearer-instead': reloaded,
    'reload-key/reload-right-key': reloaded,
    'reload-key/reload-right-key-lowercase-header': reloaded,
  };
}

/** Of a path of the model's own, such as `/user_embedding`. */
export function endpointDifferences(endpoint: string): Differences {
  const differences: Differences = {
    'value-1e39-float32-overflow': DEFAULT_TAKEN,
    'value-1e308': DEFAULT_TAKEN,
    'value-string-nan': DEFAULT_TAKEN,
    'value-string-inf': DEFAULT_TAKEN,
    'raw-literal-1e400': DEFAULT_TAKEN,
    'raw-literal-NaN': { status: 400, reason: 'NaN and Infinity are no JSON' },
    'raw-literal-Infinity': { status: 400, reason: 'NaN and Infinity are no JSON' },
    'value-null': { status: 200, reason: 'null takes the default, as a missing feature does' },
    'features-key-absent': { status: 200, reason: 'a row without features is a row of defaults' },
    'features-null': { status: 200, reason: 'null in place of the features is a row of defaults' },
    'features-empty-array': { status: 400, reason: 'the features of a group are an object' },
    'data-form-instead': { status: 200, reason: 'what is not known in a body is ignored, and counted' },
    'text-plain': { status: 415, reason: 'a content type that is there and is not JSON is 415' },
  };
  return Object.fromEntries(
    Object.entries(differences).map(([what, difference]) => [`${endpoint}-${what}`, difference]),
  );
}
