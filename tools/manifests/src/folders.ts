import { readdirSync } from 'node:fs';
import path from 'node:path';
import { MANIFESTS } from './built-manifests';

const namesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(MANIFESTS, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** The models that can be deployed alone. */
export const MODELS = namesIn('models');
/** What is applied by itself: the models, and the whole of each environment. */
export const APPLIED = [
  ...MODELS.map(name => `models/${name}`),
  ...namesIn('overlays').map(name => `overlays/${name}`),
];
