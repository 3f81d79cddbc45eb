/** How a stored base score becomes a margin: as it is, its logit (it is a probability) or its logarithm. */
export type BaseScoreLink = 'identity' | 'logit' | 'log';

/** How margins become predictions. `step` is 1 above 0, else 0; `argmax` is the index of the largest class. */
export type MarginTransform = 'identity' | 'sigmoid' | 'exp' | 'softmax' | 'argmax' | 'step';

interface ObjectiveTraits {
  readonly link: BaseScoreLink;
  readonly transform: MarginTransform;
}

const PLAIN: ObjectiveTraits = { link: 'identity', transform: 'identity' };
const LOGISTIC: ObjectiveTraits = { link: 'logit', transform: 'sigmoid' };
const LOGARITHMIC: ObjectiveTraits = { link: 'log', transform: 'exp' };

/**
 * XGBoost's objectives, each with its `ProbToMargin` and `PredTransform` (src/objective in dmlc/xgboost), checked
 * against what the library returns. `binary:logitraw` keeps its base score as it is since 1.7 at the latest.
 */
export const OBJECTIVES = {
  'reg:squarederror': PLAIN,
  'reg:linear': PLAIN,
  'reg:squaredlogerror': PLAIN,
  'reg:pseudohubererror': PLAIN,
  'reg:absoluteerror': PLAIN,
  'reg:quantileerror': PLAIN,
  'reg:logistic': LOGISTIC,
  'reg:gamma': LOGARITHMIC,
  'reg:tweedie': LOGARITHMIC,
  'count:poisson': LOGARITHMIC,
  'survival:cox': LOGARITHMIC,
  'survival:aft': LOGARITHMIC,
  'binary:logistic': LOGISTIC,
  'binary:logitraw': PLAIN,
  'binary:hinge': { link: 'identity', transform: 'step' },
  'multi:softprob': { link: 'identity', transform: 'softmax' },
  'multi:softmax': { link: 'identity', transform: 'argmax' },
  'rank:pairwise': PLAIN,
  'rank:ndcg': PLAIN,
  'rank:map': PLAIN,
} as const satisfies Record<string, ObjectiveTraits>;

export type Objective = keyof typeof OBJECTIVES;

export function isObjective(name: string): name is Objective {
  return Object.hasOwn(OBJECTIVES, name);
}

/** Whether the predictions of an objective lie between 0 and 1. */
export function isProbability(objective: string): boolean {
  return isObjective(objective) && ['sigmoid', 'softmax', 'step'].includes(OBJECTIVES[objective].transform);
}
