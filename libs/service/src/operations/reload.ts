import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { oneLine } from '@reckit/messages';
import { BadRequest, decodeReload, type ReloadRequest, type RequestError } from '@reckit/protocol';
import type { HostedModel } from '../host/hosted-model';
import type { Loaded } from '../host/model-loader';
import { assertApiKey } from '../http/api-key';
import { assertJsonContent } from '../http/json-content';
import { traceIdOf } from '../http/begin-trace';
import { requestIdOf, send } from '../http/routing';
import type { ServiceState } from '../service-state';
import { toReloadError } from './reload-error';

const MAX_RELOAD_BYTES = 65_536;

/** By which a request is found in the log. */
interface RequestIds {
  readonly requestId: string;
  readonly traceId: string | null;
}

/** `POST /reload`: of one model, or of all that a unified service has. */
export function reloadHandler(state: ServiceState): RequestHandler {
  return async (request, response) => {
    assertApiKey(request, state.config.reloadApiKey);
    const asked = await readReload(request, state);
    const ids = { requestId: requestIdOf(response), traceId: traceIdOf(response) };
    const one = oneModel(asked, state);
    if (one) {
      const loading = one.loader.reload(asked.version, ids.requestId, ids.traceId);
      const loaded = await loading.catch((error: unknown) => Promise.reject(toReloadError(error)));
      send(response, 200, success(loaded));
      return;
    }
    const { status, body } = await reloadAll(state.models.all, ids);
    send(response, status, body);
  };
}

/**
 * The model that is to be reloaded; null for all of them.
 *
 * @throws NotFound, or BadRequest for a version that may be any model's
 */
function oneModel(
  { model, version }: ReloadRequest,
  { models, isUnified }: ServiceState,
): HostedModel | null {
  if (model !== null) return models.called(model).model;
  if (!isUnified) return models.first;
  if (version === null) return null;
  if (models.all.length === 1) return models.first;
  throw new BadRequest(
    `Several models are served, so say whose version it is: {"model": "${models.first.definition.name}", "version": "…"}.`,
  );
}

/** Reloads all models: one that fails keeps none of the others from it. */
async function reloadAll(
  models: readonly HostedModel[],
  ids: RequestIds,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const outcomes = await Promise.all(
    models.map(model => {
      const { name } = model.definition;
      return model.loader.reload(null, ids.requestId, ids.traceId).then(
        loaded => ({ name, entry: success(loaded), error: null }),
        (reason: unknown) => {
          const error = toReloadError(reason);
          return { name, entry: failure(error, model), error };
        },
      );
    }),
  );
  const entries = Object.fromEntries(outcomes.map(({ name, entry }) => [name, entry]));
  const failed = outcomes.flatMap(({ name, error }) => (error ? [{ name, error }] : []));
  if (failed.length === 0) {
    const message = 'All models reloaded successfully';
    return { status: 200, body: { status: 'success', message, models: entries } };
  }
  const names = failed.map(({ name }) => name).join(', ');
  const [{ name, error }] = failed;
  const detail = `${failed.length} of ${models.length} models not reloaded: ${names}. Of ${name}: ${error.message}`;
  return {
    // What is wrong with us weighs more than what is missing.
    status: Math.max(...failed.map(({ error: { status } }) => status)),
    body: { detail: oneLine(detail), request_id: ids.requestId, models: entries },
  };
}

function success({ oldVersion, model }: Loaded): object {
  return {
    status: 'success',
    message: 'Model reloaded successfully',
    old_version: oldVersion,
    new_version: model.version,
    feature_count: model.mainSignature.encoder.featureCount,
  };
}

function failure({ message }: RequestError, { handle }: HostedModel): object {
  return { status: 'failure', detail: message, version: handle.current?.version ?? null };
}

async function readReload(request: IncomingMessage, state: ServiceState): Promise<ReloadRequest> {
  const upload = await state.uploads.read(request, {
    maxBytes: Math.min(state.config.maxBodyBytes, MAX_RELOAD_BYTES),
    advice: 'that a reload may have; send {"version": "..."} or nothing.',
  });
  try {
    // curl says that an empty body is a form.
    if (upload.bytes.length > 0) assertJsonContent(request);
    return decodeReload(upload.bytes);
  } finally {
    upload.release();
  }
}
