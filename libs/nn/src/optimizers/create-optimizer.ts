import type { ParameterSet } from '../parameters/parameter-set';
import { ratesByGroup, ratesOfWeights } from '../parameters/parameter-groups';
import { adagrad, type AdagradSettings } from './adagrad';
import { adam, adamW, DEFAULT_DECAY, type AdamSettings, type AdamWSettings } from './adam';
import type { Optimizer } from './optimizer';
import { sgd, type SgdSettings } from './sgd';
import { withL2 } from './with-l2';

/** An update rule with its settings. */
export type OptimizerSettings = RuleSettings & {
  /** Half of this share of the sum of their squares is added to the loss, of all weights but biases. @default 0 */
  readonly l2?: number;
};

type RuleSettings =
  | ({ readonly kind: 'sgd' } & SgdSettings)
  | ({ readonly kind: 'adam' } & AdamSettings)
  | ({ readonly kind: 'adamw' } & GroupedAdamWSettings)
  | ({ readonly kind: 'adagrad' } & AdagradSettings);

interface GroupedAdamWSettings extends AdamWSettings {
  /** The decay of groups of parameters, as `ratesByGroup` has them. @default all have `weightDecay` */
  readonly groupDecay?: Readonly<Record<string, number>>;
}

/** @throws InvalidTraining for a group that the parameters do not have */
export function createOptimizer(
  { l2 = 0, ...settings }: OptimizerSettings,
  parameters: ParameterSet,
): Optimizer {
  const optimizer = ruleOf(settings, parameters);
  return l2 === 0 ? optimizer : withL2(optimizer, ratesOfWeights(parameters, l2));
}

function ruleOf(settings: RuleSettings, parameters: ParameterSet): Optimizer {
  switch (settings.kind) {
    case 'sgd':
      return sgd(settings);
    case 'adam':
      return adam(settings);
    case 'adamw': {
      const { groupDecay, ...others } = settings;
      if (groupDecay === undefined) return adamW(others);
      const { weightDecay = DEFAULT_DECAY } = others;
      return adamW({ ...others, weightDecay: ratesByGroup(parameters, weightDecay, groupDecay) });
    }
    case 'adagrad':
      return adagrad(settings);
  }
}
