import { flatXgboost } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Click probabilities of an XGBoost model, one a row. */
export const xgb: ServiceDefinition = {
  name: 'xgb',
  title: 'Reckit XGBoost Model Service',
  defaultPort: 8080,
  flat: flatXgboost,
};
