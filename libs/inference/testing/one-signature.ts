import type { ModelSource, SignatureSource } from '../src/loading/open-parts';
import { Model } from '../src/model';

/** A model with one signature, which has its name. */
export interface OneSignature extends Omit<SignatureSource, 'roles'> {
  readonly version: string;
  readonly roles?: SignatureSource['roles'];
}

export function sourceOfOne({ version, roles = 'score', ...signature }: OneSignature): ModelSource {
  return { name: signature.name, version, signatures: [{ roles, ...signature }] };
}

export function openOne(source: OneSignature): Promise<Model> {
  return Model.open(sourceOfOne(source));
}
