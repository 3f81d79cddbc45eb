import { readdirSync } from 'node:fs';
import path from 'node:path';
import { MANIFESTS } from './built-manifests';

const namesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(MANIFESTS, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Its objects are made into pods by KServe, and have no schema among those of Kubernetes. */
export const KSERVE = 'overlays/kserve';

/** The models that can be deployed alone. */
export const MODELS = namesIn('models');
/** Those that have a service of their own; `unified` has all of them in one. */
export const SINGLE_MODELS = MODELS.filter(name => name !== 'unified');
/** Monitoring by a ServiceMonitor, in place of that by a PodMonitor which the production overlay has. */
export const BY_SERVICE = 'monitoring-by-service';

/** What is applied by itself: the models, and the whole of each environment; but for KServe. */
export const APPLIED = [
  ...MODELS.map(name => `models/${name}`),
  ...namesIn('overlays')
    .map(name => `overlays/${name}`)
    .filter(name => name !== KSERVE),
  'overlays/object-storage/roll-back',
  'training/distributed',
  'training/roll-back',
  'training-in-parallel',
];
/** The overlay in which versions come from a bucket, and the one in which they lie on a volume. */
export const OBJECT_STORAGE = 'overlays/object-storage';
export const SHARED_VOLUME = 'overlays/shared-volume';
