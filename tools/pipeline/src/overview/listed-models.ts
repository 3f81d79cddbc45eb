import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { listVersions, readCurrentVersion, readManifest, type Manifest } from '@reckit/artifacts';
import type { ListedModel, ListedVersion } from '@reckit/evaluation';
import { EVALUATION_PAGE, readRegistry, type RegisteredVersion } from '@reckit/registry';

const TRAINING_REPORT = 'report.html';
/** What guessing would reach is no metric of a version. */
const OF_GUESSING = /_constant$/;
/** What the page calls a version of which nothing but the registry is left. */
const REMOVED = 'removed';

/** All models of a model directory, with the versions that are there or are registered. */
export async function listedModels(modelDir: string): Promise<ListedModel[]> {
  const { versions } = await readRegistry(modelDir);
  const folders = (await readdir(modelDir, { withFileTypes: true }))
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const names = new Set([...folders, ...versions.map(({ model }) => model)]);
  const models: ListedModel[] = [];
  for (const name of [...names].sort()) {
    const registered = versions.filter(({ model }) => model === name);
    const listed = await versionsOf(modelDir, name, registered);
    if (listed.length > 0) models.push({ name, versions: listed });
  }
  return models;
}

async function versionsOf(
  modelDir: string,
  model: string,
  registered: readonly RegisteredVersion[],
): Promise<ListedVersion[]> {
  const folder = path.join(modelDir, model);
  const current = await readCurrentVersion(modelDir, model);
  const present = await listVersions(folder);
  const evaluated = new Set(registered.flatMap(({ evaluation }) => Object.keys(evaluation?.metrics ?? {})));
  const listed: ListedVersion[] = [];
  for (const version of present) {
    // What is no package of ours is nobody's version.
    const manifest = await readManifest(path.join(folder, version)).catch(() => null);
    const entry = registered.find(known => known.version === version);
    if (manifest) listed.push(presentVersion(modelDir, manifest, entry?.status ?? null, current === version));
  }
  const gone = registered.filter(({ version }) => !present.includes(version));
  return [...listed, ...gone.map(removedVersion)].map(version => ({
    ...version,
    metrics: inOrder(version.metrics, evaluated),
  }));
}

function presentVersion(
  modelDir: string,
  { model, version, created_at, metrics, initialised_from }: Manifest,
  status: RegisteredVersion['status'] | null,
  isCurrent: boolean,
): ListedVersion {
  const reportIfThere = (file: string): string | undefined =>
    existsSync(path.join(modelDir, model, version, file)) ? `${model}/${version}/${file}` : undefined;
  const report = reportIfThere(TRAINING_REPORT);
  const evaluation = reportIfThere(EVALUATION_PAGE);
  return {
    version,
    createdAt: created_at,
    status: isCurrent ? 'production' : (status ?? 'staging'),
    ...(initialised_from && { startedFrom: initialised_from.version }),
    metrics: metricsOf(metrics),
    ...(report !== undefined && { report }),
    ...(evaluation !== undefined && { evaluation }),
  };
}

function removedVersion({
  version,
  registered_at,
  status,
  lineage,
  metrics,
}: RegisteredVersion): ListedVersion {
  return {
    version,
    createdAt: registered_at,
    status,
    labels: [REMOVED],
    ...(lineage.warm_start !== null && { startedFrom: lineage.warm_start }),
    metrics: metricsOf(metrics),
  };
}

function metricsOf(metrics: RegisteredVersion['metrics']): ListedVersion['metrics'] {
  return Object.entries(metrics)
    .filter(([name]) => !OF_GUESSING.test(name))
    .map(([name, value]) => ({ name, value }));
}

/** Those by which versions are evaluated come first. */
function inOrder(
  metrics: ListedVersion['metrics'],
  evaluated: ReadonlySet<string>,
): ListedVersion['metrics'] {
  return [
    ...metrics.filter(({ name }) => evaluated.has(name)),
    ...metrics.filter(({ name }) => !evaluated.has(name)),
  ];
}
