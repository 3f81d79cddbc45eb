import type { Metadata } from '@grpc/grpc-js';
import { assertApiKey } from '../../http/api-key';
import type { ServiceConfig } from '../../lifecycle/config';

/** Decides by their metadata which calls are let in. */
export class CallAccess {
  constructor(private readonly config: ServiceConfig) {}

  /** @throws Unauthorized */
  assertMayPredict({ metadata }: { readonly metadata: Metadata }): void {
    assertApiKey({ headers: fieldsOf(metadata) }, this.config.predictApiKey);
  }

  /** @throws Unauthorized */
  assertMayReload({ metadata }: { readonly metadata: Metadata }): void {
    assertApiKey({ headers: fieldsOf(metadata) }, this.config.reloadApiKey);
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
