import { cutNames } from '../graph/cut-names';
import type { DocumentCursor } from './document-cursor';
import type { CategoryValues, XgboostModel } from './xgboost-model';

/**
 * Reads the `cats` object that XGBoost 3.1 and later write (src/data/cat_container.cc): `enc` holds one entry a
 * feature, either numbers (`values`) or texts (`values` are their UTF-8 bytes, cut at `offsets`).
 */
export function readCategories(
  cats: DocumentCursor | undefined,
  featureCount: number,
): XgboostModel['categories'] {
  const encoded = cats?.field('enc').items() ?? [];
  if (!cats || encoded.length === 0) return undefined;
  if (encoded.length !== featureCount)
    cats.fail(`categories of ${encoded.length} of ${featureCount} features`);
  return encoded.map(readValues);
}

function readValues(encoded: DocumentCursor): CategoryValues | null {
  const offsets = encoded.optional('offsets')?.integers();
  const values = encoded.field('values');
  if (!offsets) return values.numbers();
  if (offsets.length === 0) return null;
  return cutNames(Buffer.from(values.integers()), offsets);
}
