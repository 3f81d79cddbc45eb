import { flatMmoe } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Predictions of an MMoE model: click probability, watch time and purchase value of each row. */
export const mmoe: ServiceDefinition = {
  name: 'mmoe',
  title: 'Reckit MMoE Model Service',
  defaultPort: 8081,
  flat: flatMmoe,
};
