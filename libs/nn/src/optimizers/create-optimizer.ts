import { adagrad, type AdagradSettings } from './adagrad';
import { adam, adamW, type AdamSettings, type AdamWSettings } from './adam';
import type { Optimizer } from './optimizer';
import { sgd, type SgdSettings } from './sgd';

/** An update rule with its settings. */
export type OptimizerSettings =
  | ({ readonly kind: 'sgd' } & SgdSettings)
  | ({ readonly kind: 'adam' } & AdamSettings)
  | ({ readonly kind: 'adamw' } & AdamWSettings)
  | ({ readonly kind: 'adagrad' } & AdagradSettings);

export function createOptimizer(settings: OptimizerSettings): Optimizer {
  switch (settings.kind) {
    case 'sgd':
      return sgd(settings);
    case 'adam':
      return adam(settings);
    case 'adamw':
      return adamW(settings);
    case 'adagrad':
      return adagrad(settings);
  }
}
