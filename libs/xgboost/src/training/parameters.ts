import { BadParameter, UnknownParameter } from '../errors';
import { nearestNames } from './nearest-names';

export type ParameterValue = string | number | boolean | readonly (string | number)[];

/**
 * Parameters by XGBoost's names: https://xgboost.readthedocs.io/en/stable/parameter.html. A list is
 * several metrics for `eval_metric`, and one value a feature for `monotone_constraints`.
 */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/**
 * What trainXgboost() starts from: a small binary classifier, and every default on which XGBoost 1.7 and 3
 * differ, or may differ one day, stated. `tree_method` was chosen by the size of the data before 2.0, and
 * `base_score` has been estimated from the labels since 2.0. So all versions grow the same trees, but for
 * one thing that no parameter reaches: with a `colsample` parameter below 1, XGBoost 2 and later skip the
 * first of the column samples that 1.7 draws from the same seed.
 *
 * `min_child_weight` and `lambda` are not those of the library, which has 1 and 1. A row weighs p(1 - p), so that rows which
 * are nearly known weigh too little together for a leaf of their own, and where pairs of ids say all, a weight of 1 ends
 * learning early. What smaller leaves know by chance is held back by `lambda`.
 */
export const DEFAULT_PARAMETERS = {
  booster: 'gbtree',
  objective: 'binary:logistic',
  eval_metric: 'logloss',
  max_depth: 5,
  eta: 0.1,
  subsample: 0.8,
  colsample_bytree: 0.8,
  seed: 0,
  tree_method: 'hist',
  base_score: 0.5,
  max_bin: 256,
  grow_policy: 'depthwise',
  max_leaves: 0,
  min_child_weight: 0.1,
  max_delta_step: 0,
  gamma: 0,
  lambda: 3,
  alpha: 0,
  colsample_bylevel: 1,
  colsample_bynode: 1,
  sampling_method: 'uniform',
  num_parallel_tree: 1,
  max_cat_to_onehot: 4,
  max_cat_threshold: 64,
} as const satisfies Parameters;

/** Second names: XGBoost lets one of the two win by the alphabet, we keep the first alone. */
const ALIASES: Readonly<Record<string, string>> = {
  learning_rate: 'eta',
  min_split_loss: 'gamma',
  reg_lambda: 'lambda',
  reg_alpha: 'alpha',
  random_state: 'seed',
  n_jobs: 'nthread',
};

/** Names that belong to other interfaces of XGBoost, and what stands for them here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  n_estimators: 'the number of rounds is the option `rounds`',
  num_boost_round: 'the number of rounds is the option `rounds`',
  num_round: 'the number of rounds is the option `rounds`',
  early_stopping_rounds: 'it is the option `earlyStoppingRounds`',
};

/** Parameters that this binding sets itself, to catch unknown names. */
const OWNED = ['validate_parameters', 'verbosity'];

/** Names for suggestions only: what is a parameter, the library alone decides. */
const KNOWN_NAMES = [
  ...Object.keys(DEFAULT_PARAMETERS),
  ...Object.keys(ALIASES),
  'nthread',
  'device',
  'scale_pos_weight',
  'monotone_constraints',
  'interaction_constraints',
  'multi_strategy',
  'num_class',
  'seed_per_iteration',
  'disable_default_eval_metric',
  'refresh_leaf',
  'process_type',
  'updater',
  'feature_selector',
  'top_k',
  'sample_type',
  'normalize_type',
  'rate_drop',
  'one_drop',
  'skip_drop',
  'tweedie_variance_power',
  'huber_slope',
  'quantile_alpha',
  'max_cached_hist_node',
  'lambdarank_pair_method',
  'lambdarank_num_pair_per_sample',
  'ndcg_exp_gain',
];

/**
 * The defaults that hold beside what the caller gives. An objective of the caller drops the default metric,
 * which belongs to the default objective.
 *
 * @throws BadParameter if a parameter is given under two names
 */
export function defaultsBeside(given: Parameters): Parameters {
  const taken = canonicalNames(given);
  const isFree = ([name]: [string, ParameterValue]) =>
    !(name in taken) && !(name === 'eval_metric' && 'objective' in taken);
  return Object.fromEntries(Object.entries(DEFAULT_PARAMETERS).filter(isFree));
}

/**
 * Name and text of every call that sets the parameters in the library.
 *
 * @throws BadParameter for a value that is no parameter value, or a parameter that the binding sets itself
 */
export function parameterTexts(given: Parameters): [name: string, text: string][] {
  const texts = Object.entries(canonicalNames(given)).flatMap(([name, value]): [string, string][] =>
    name === 'eval_metric' && Array.isArray(value)
      ? value.map(metric => [name, textOf(name, metric)])
      : [[name, textOf(name, value)]],
  );
  return [...texts, ['validate_parameters', '1'], ['verbosity', '1']];
}

/**
 * Turns the library's `Parameters: { "x" } are not used.` into an error, if the caller gave one of them;
 * defaults that the chosen booster has no use for are no mistake of the caller.
 *
 * @returns the other warnings, each on one line, without time and source position
 * @throws UnknownParameter
 */
export function checkWarnings(warnings: readonly string[], given: Parameters): string[] {
  const unused = warnings.flatMap(unusedNames).filter(name => name in canonicalNames(given));
  if (unused.length > 0) throw new UnknownParameter(unused.map(name => ({ name, advice: adviceFor(name) })));
  return warnings
    .filter(warning => unusedNames(warning).length === 0)
    .map(warning =>
      warning
        .replace(/^\[[\d:]+\] (WARNING: )?\S+:\d+:\s*/, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
}

function canonicalNames(given: Parameters): Record<string, ParameterValue> {
  const canonical: Record<string, ParameterValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (OWNED.includes(name))
      throw new BadParameter(`"${name}" is set by this library, to catch unknown parameters: leave it out.`);
    const first = ALIASES[name] ?? name;
    if (first in canonical)
      throw new BadParameter(
        `"${first}" is given under two names: keep one of ${namesOf(first).join(', ')}.`,
      );
    canonical[first] = value;
  }
  return canonical;
}

function namesOf(first: string): string[] {
  return [first, ...Object.keys(ALIASES).filter(alias => ALIASES[alias] === first)];
}

function textOf(name: string, value: ParameterValue): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new BadParameter(`"${name}" is ${value}: give a finite number.`);
  if (typeof value !== 'object') return String(value);
  if (name === 'base_score')
    throw new BadParameter('"base_score" is a list: give one number, which every version of XGBoost reads.');
  return `(${value.join(',')})`;
}

function unusedNames(warning: string): string[] {
  const [, list] = /Parameters: \{ (.*) \} (?:are not used|might not be used)/.exec(warning) ?? [];
  return list === undefined ? [] : list.split(', ').map(name => name.replace(/^"|"$/g, ''));
}

function adviceFor(name: string): string {
  const elsewhere = ELSEWHERE[name];
  if (elsewhere !== undefined) return elsewhere;
  if (KNOWN_NAMES.includes(name)) return 'a parameter that this version or this booster has no use for';
  const near = nearestNames(name, KNOWN_NAMES);
  return near.length > 0
    ? `did you mean ${near.join(' or ')}?`
    : 'see https://xgboost.readthedocs.io/en/stable/parameter.html';
}
