import type { SignatureEntry } from '@reckit/artifacts';
import type { EngineState } from '@reckit/nn';
import { EMBEDDING } from '../retrieval-plan';
import { checksOf, filesOfSide, metaOf, type ServedSide } from './served-side';

/** The signatures of a package, and the files that compute and describe them. */
export interface SignatureFiles {
  readonly signatures: SignatureEntry[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * @param graphs - by the name of the signature
 * @param about - what describes every side
 */
export async function signatureFiles(
  sides: readonly ServedSide[],
  graphs: ReadonlyMap<string, Uint8Array>,
  weights: EngineState,
  about: Parameters<typeof metaOf>[1],
): Promise<SignatureFiles> {
  const signatures: SignatureEntry[] = [];
  const files: Record<string, string | Uint8Array> = {};
  for (const served of sides) {
    const { signature: name } = served;
    const names = filesOfSide(served, sides.length === 1);
    files[names.graph] = graphs.get(name) ?? new Uint8Array();
    files[names.features] = metaOf(served, about);
    signatures.push({ name, ...names, outputs: [EMBEDDING], checks: await checksOf(served, weights) });
  }
  return { signatures, files };
}
