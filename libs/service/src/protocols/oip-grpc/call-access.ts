import type { Metadata } from '@grpc/grpc-js';
import { ApiKeys } from '../../access/api-keys';
import type { ServiceConfig } from '../../lifecycle/config';

/** Decides by their metadata which calls are let in. */
export class CallAccess {
  readonly #predict: ApiKeys;
  readonly #reload: ApiKeys;

  constructor({ predictApiKey, reloadApiKey }: Pick<ServiceConfig, 'predictApiKey' | 'reloadApiKey'>) {
    this.#predict = new ApiKeys(predictApiKey);
    this.#reload = new ApiKeys(reloadApiKey);
  }

  /** @throws Unauthorized */
  assertMayPredict(metadata: Metadata): void {
    if (this.#predict.areAskedFor) this.#predict.assertShown(fieldsOf(metadata));
  }

  /** @throws Unauthorized */
  assertMayReload(metadata: Metadata): void {
    this.#reload.assertShown(fieldsOf(metadata));
  }
}

/** The metadata that says who asks, and in which trace. */
export function fieldsOf(metadata: Metadata): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const name of ['x-api-key', 'authorization', 'x-forwarded-for', 'traceparent', 'tracestate']) {
    const [value] = metadata.get(name);
    if (typeof value === 'string') fields[name] = value;
  }
  return fields;
}
