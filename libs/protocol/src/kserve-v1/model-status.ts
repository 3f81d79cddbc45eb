/** How far a version has come on its way, as TensorFlow Serving tells it. */
export type VersionState = 'START' | 'LOADING' | 'AVAILABLE' | 'UNLOADING' | 'END';

/** A version of a model, and what went wrong with it if it is not there for that. */
export interface VersionStatus {
  readonly version: string;
  readonly state: VersionState;
  readonly error?: string;
}

/** The answer of `GET /v1/models`. */
export interface ModelListBody {
  readonly models: readonly string[];
}

/** The answer of `GET /v1/models/{model}`, in which clients of KServe and of TensorFlow Serving find what they read. */
export interface ModelStatusBody {
  readonly name: string;
  readonly ready: boolean;
  readonly model_version_status: readonly {
    readonly version: string;
    readonly state: VersionState;
    readonly status: { readonly error_code: 'OK' | 'UNKNOWN'; readonly error_message: string };
  }[];
}

export function modelListBody(names: readonly string[]): ModelListBody {
  return { models: names };
}

/**
 * The status of a model and of its versions.
 *
 * @param ready - whether it answers requests
 */
export function modelStatusBody(
  name: string,
  ready: boolean,
  versions: readonly VersionStatus[],
): ModelStatusBody {
  return {
    name,
    ready,
    model_version_status: versions.map(({ version, state, error }) => ({
      version,
      state,
      status: { error_code: error === undefined ? 'OK' : 'UNKNOWN', error_message: error ?? '' },
    })),
  };
}
