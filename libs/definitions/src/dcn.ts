import type { ServiceDefinition } from '@reckit/service';

/** Click probabilities of a DCN model, one a row. */
export const dcn: ServiceDefinition = {
  name: 'dcn',
  title: 'Reckit DCN Model Service',
  defaultPort: 8088,
};
