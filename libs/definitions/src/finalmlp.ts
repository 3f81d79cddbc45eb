import type { ServiceDefinition } from '@reckit/service';

/** Click probabilities of a FinalMLP model, one a row. */
export const finalmlp: ServiceDefinition = {
  name: 'finalmlp',
  title: 'Reckit FinalMLP Model Service',
  defaultPort: 8089,
};
