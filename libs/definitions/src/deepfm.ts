import { flatDeepfm } from '@reckit/inference';
import type { ServiceDefinition } from '@reckit/service';

/** Click probabilities of a DeepFM model, one a row. */
export const deepfm: ServiceDefinition = {
  name: 'deepfm',
  title: 'Reckit DeepFM Model Service',
  defaultPort: 8086,
  flat: flatDeepfm,
};
