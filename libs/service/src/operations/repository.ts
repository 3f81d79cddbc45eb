import type { Signature } from '@reckit/inference';
import {
  modelInputs,
  modelOutputs,
  type DescribedModel,
  type ModelCounts,
  type RepositoryEntry,
} from '@reckit/protocol';
import type { HostedModel } from '../host/hosted-model';
import { noSignature } from '../infer/no-signature';
import type { ServiceState } from '../service-state';
import { modelCounts } from './model-times';
import { toReloadError } from './reload-error';

/**
 * A model as the Open Inference Protocol describes it, under the name by which it is called.
 *
 * @throws NotFound for a name or a version that is not served, Unavailable while nothing is loaded
 */
export function describedModel(state: ServiceState, name: string, version: string | null): DescribedModel {
  const { model } = state.models.called(name);
  const signature = calledSignature(state, name, version);
  return {
    name,
    versions: model.versions.map(each => each.version),
    inputs: modelInputs(signature.encoder),
    outputs: modelOutputs(signature.outputs),
    maxRows: state.config.maxBatchRows,
  };
}

/** What is called by a name, of a version or the current one. @throws as `describedModel` */
export function calledSignature({ models }: ServiceState, name: string, version: string | null): Signature {
  const { model, signature: asked } = models.called(name);
  const found = model.find({ version, label: null });
  const signature = asked === null ? found.mainSignature : found.signature(asked);
  if (signature) return signature;
  throw noSignature(model.definition.name, found.version, String(asked));
}

/** What has been counted of a model, by all processes of the service. @throws as `describedModel` */
export async function countsOf(
  state: ServiceState,
  name: string,
  version: string | null,
): Promise<ModelCounts> {
  const { model } = state.models.called(name);
  const { version: found } = model.find({ version, label: null });
  const sums = await state.predictions();
  return modelCounts(name, found, sums.get(model.definition.name)?.get(found));
}

/** What has been counted of the current versions of the models that are loaded. */
export async function allCounts(state: ServiceState): Promise<readonly ModelCounts[]> {
  const sums = await state.predictions();
  return state.models.ownNames.flatMap(name => {
    const { handle, definition } = state.models.called(name).model;
    const version = handle.current?.version;
    return version === undefined ? [] : [modelCounts(name, version, sums.get(definition.name)?.get(version))];
  });
}

/** The versions of the models by the names that clients call: those that answer, and those that lie in the directory. */
export async function repositoryEntries({ models }: ServiceState): Promise<readonly RepositoryEntry[]> {
  const versions = new Map<HostedModel, readonly Omit<RepositoryEntry, 'name'>[]>();
  await Promise.all(models.all.map(async model => versions.set(model, await versionEntries(model))));
  return models.ownNames.flatMap(name =>
    (versions.get(models.called(name).model) ?? []).map(entry => ({ name, ...entry })),
  );
}

async function versionEntries(model: HostedModel): Promise<readonly Omit<RepositoryEntry, 'name'>[]> {
  const { loader } = model;
  const present = await loader.present();
  const loaded = model.versions.map(({ version }) => version);
  // Those that have no folder: of a flat directory, or of one that is gone.
  const names = [...loaded.filter(version => !present.includes(version)).reverse(), ...present];
  if (names.length === 0) return [{ version: '', state: 'UNAVAILABLE', reason: reasonOf(model, '') }];
  return names.map(version =>
    loaded.includes(version)
      ? { version, state: 'READY', reason: '' }
      : { version, state: 'UNAVAILABLE', reason: reasonOf(model, version) },
  );
}

/** Why a version does not answer. */
function reasonOf({ loader, plan }: HostedModel, version: string): string {
  if (loader.isUnloaded) return 'unloaded';
  const problem = loader.problemOf(version);
  if (problem !== null) return problem;
  return version !== '' && version === plan.shadow ? 'a shadow, which cannot be addressed' : 'not loaded';
}

/** Loads what is named of a model, or lets it be loaded again. @throws NotFound, and why it could not be loaded */
export async function loadModel(
  { models }: ServiceState,
  name: string,
  requestId: string,
  traceId: string | null = null,
): Promise<void> {
  const { loader } = models.called(name).model;
  await loader
    .reload(null, requestId, traceId)
    .catch((error: unknown) => Promise.reject(toReloadError(error)));
}

/** Stops serving a model until it is loaded again. @throws NotFound */
export async function unloadModel(
  { models }: ServiceState,
  name: string,
  requestId: string,
  traceId: string | null = null,
): Promise<void> {
  await models.called(name).model.loader.unload(requestId, traceId);
}
