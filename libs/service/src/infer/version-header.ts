import type { Model } from '@reckit/inference';

const headers = new WeakMap<Model, string>();
/** What a header may not hold; a version of a package is made of none of it, that of a flat directory may be any text. */
const UNSAFE = /[^\x20-\x7e]/gu;
const MAX_CHARACTERS = 200;

/** The version of a model as a header may say it. */
export function versionHeaderOf(model: Model): string {
  const known = headers.get(model);
  if (known !== undefined) return known;
  const header = model.version.replace(UNSAFE, '?').slice(0, MAX_CHARACTERS).trim();
  headers.set(model, header);
  return header;
}
