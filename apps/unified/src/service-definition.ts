import {
  dcn,
  deepfm,
  din,
  dssm,
  finalmlp,
  graphRecall,
  mmoe,
  twoTower,
  xgb,
  youtubeDnn,
} from '@reckit/definitions';
import type { UnifiedDefinition } from '@reckit/service';

/** Several models in one process, each as its own service has it. */
export const unified: UnifiedDefinition = {
  name: 'unified',
  title: 'Reckit Unified Model Service',
  defaultPort: 8080,
  models: [xgb, deepfm, dcn, finalmlp, din, mmoe, twoTower, youtubeDnn, dssm, graphRecall],
  enabled: ['xgb'],
};
