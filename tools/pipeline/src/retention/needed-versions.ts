import { readCurrentVersion } from '@reckit/artifacts';
import { findVersion, type Registry } from '@reckit/registry';
import { labelledVersions } from './labelled-versions';

/**
 * The versions of a model that something names: as the current one, as the one in production, as the one before it, as a
 * part of a deployment, or by a label.
 *
 * @throws CorruptPackage if a file that names one cannot be read
 */
export async function neededVersions(
  modelDir: string,
  model: string,
  registry: Registry,
): Promise<Set<string>> {
  const current = await readCurrentVersion(modelDir, model);
  const live = [
    ...(current === null ? [] : [current]),
    ...registry.versions
      .filter(entry => entry.model === model && entry.status === 'production')
      .map(({ version }) => version),
  ];
  const before = live.map(version => findVersion(registry, model, version)?.replaced);
  const deployment = registry.deployments[model];
  const labels = await labelledVersions(modelDir, model);
  const named = [...live, ...before, deployment?.version, deployment?.from, ...labels];
  return new Set(named.filter(version => typeof version === 'string'));
}
