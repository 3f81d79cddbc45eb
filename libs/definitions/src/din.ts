import type { ServiceDefinition } from '@reckit/service';

/** Click probabilities of a DIN, which reads what a user did beside what they are shown, one a row. */
export const din: ServiceDefinition = {
  name: 'din',
  title: 'Reckit DIN Model Service',
  defaultPort: 8091,
};
