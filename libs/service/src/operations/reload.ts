import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { oneLine } from '@reckit/messages';
import { BadRequest, decodeReload, RequestError, type ReloadRequest } from '@reckit/protocol';
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
      const loaded = await reload(one, asked.version, ids);
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

/** Reloads one model after the other: one that fails keeps none of the others from it. */
async function reloadAll(
  models: readonly HostedModel[],
  ids: RequestIds,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const failed: { readonly name: string; readonly error: RequestError }[] = [];
  const entries = await Promise.all(
    models.map(async (model): Promise<[string, unknown]> => {
      const { name } = model.definition;
      try {
        return [name, success(await reload(model, null, ids))];
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        failed.push({ name, error });
        const version = model.handle.current?.version ?? null;
        return [name, { status: 'failure', detail: error.message, version }];
      }
    }),
  );
  const outcomes = Object.fromEntries(entries);
  if (failed.length === 0) {
    return {
      status: 200,
      body: { status: 'success', message: 'All models reloaded successfully', models: outcomes },
    };
  }
  const names = failed.map(({ name }) => name).join(', ');
  const [{ error }] = failed;
  const detail = `${failed.length} of ${models.length} models not reloaded: ${names}. ${error.message}`;
  const status = Math.max(...failed.map(({ error: { status: one } }) => one));
  return { status, body: { detail: oneLine(detail), request_id: ids.requestId, models: outcomes } };
}

async function reload(
  model: HostedModel,
  version: string | null,
  { requestId, traceId }: RequestIds,
): Promise<Loaded> {
  try {
    return await model.loader.reload(version, requestId, traceId);
  } catch (error) {
    throw toReloadError(error);
  }
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
