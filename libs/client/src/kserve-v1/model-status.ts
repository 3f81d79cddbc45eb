import { listOf, objectAt, textAt } from '../answers/checked';

/** What `/v1/models/{model}` says. */
export interface V1ModelStatus {
  readonly isReady: boolean;
  readonly versions: readonly {
    readonly version: string;
    /** Such as `AVAILABLE`. */
    readonly state: string;
  }[];
}

/** TensorFlow Serving has no `ready`, KServe no versions: of either the other is made. @throws UnexpectedAnswer */
export function modelStatusOf(body: Readonly<Record<string, unknown>>): V1ModelStatus {
  const statuses = body['model_version_status'] ?? [];
  const versions = listOf(statuses, 'model_version_status', (value, place) => {
    const status = objectAt(value, place);
    return {
      version: textAt(status['version'], `${place}.version`),
      state: textAt(status['state'], `${place}.state`),
    };
  });
  const ready = body['ready'];
  // Servers of KServe have said it as a text, too.
  const isReady =
    ready === undefined
      ? versions.some(({ state }) => state === 'AVAILABLE')
      : String(ready).toLowerCase() === 'true';
  return { isReady, versions };
}
