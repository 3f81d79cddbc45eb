import type { Difference, Differences } from './differences';

/** What the services of towers do otherwise than the Python ones did, which were smaller than those of ranking models. */

const NOT_COUNTED: Difference = {
  status: 200,
  reason: 'numbers beyond float32 and those that are not finite take the default, where Python failed',
};
const RELOADS = 'every service reloads its model, as those of the ranking models do';

/**
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
  const defaults = (reason: string): Difference => ({ status: 200, reason });
  const differences: Differences = {
    'value-1e39-float32-overflow': NOT_COUNTED,
    'value-1e308': NOT_COUNTED,
    'value-string-nan': NOT_COUNTED,
    'value-string-inf': NOT_COUNTED,
    'raw-literal-1e400': NOT_COUNTED,
    'raw-literal-NaN': { status: 400, reason: 'NaN and Infinity are no JSON' },
    'raw-literal-Infinity': { status: 400, reason: 'NaN and Infinity are no JSON' },
    'value-null': defaults('null takes the default, as a missing feature does'),
    'features-key-absent': defaults('a row without features is a row of defaults'),
    'features-null': defaults('null in place of the features is a row of defaults'),
    'features-empty-array': { status: 400, reason: 'the features of a group are an object' },
    'data-form-instead': defaults('what is not known in a body is ignored, and counted'),
    'text-plain': { status: 415, reason: 'a content type that is there and is not JSON is 415' },
  };
  return Object.fromEntries(
    Object.entries(differences).map(([what, difference]) => [`${endpoint}-${what}`, difference]),
  );
}
