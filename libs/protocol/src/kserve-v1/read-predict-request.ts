import { BadRequest } from '../errors';
import { JsonCursor } from '../json/json-cursor';
import type { Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import { readColumns } from '../rows/read-columns';
import { readRowList } from '../rows/read-rows';
import type { ReadRows, RowFeatures } from '../rows/row-features';
import { outlinePredict, type PredictOutline } from './outline-predict';
import { signatureNameAt } from './signature-name';

const WHEN_EMPTY =
  'instances must not be empty: send {"instances": [{"feature": value, …}, …]}, or columns as {"inputs": {"feature": [value, …], …}}.';
const VALUES = { readsBase64: true };

/** How the answer to a request is written: an entry a row, or by columns. */
export type PredictShape = 'predictions' | 'outputs';

/** The rows of a request for predictions, and how it is answered. */
export interface PredictRequest {
  readonly rows: ReadRows;
  readonly shape: PredictShape;
}

/**
 * Reads `{"instances": [row, …]}`, `{"inputs": [row, …]}` or `{"inputs": {"<feature>": [value, …], …}}` whatever it is
 * like, as `readRows` does, and pauses when a slice is over. `{"b64": "…"}` in place of a value stands for the text
 * whose bytes are in it.
 *
 * @param featuresOf - those of the signature of this name; null asks for the default
 * @throws BadRequest, PayloadTooLarge beyond `maxRows`, and what `featuresOf` and the features throw
 */
export function* readPredictRequest(
  bytes: Buffer,
  featuresOf: (signatureName: string | null) => RowFeatures,
  maxRows: number,
  clock: SliceClock = new SliceClock(),
): Reading<PredictRequest> {
  const cursor = new JsonCursor();
  cursor.open(bytes);
  const outline = yield* outlinePredict(cursor, clock);
  const features = featuresOf(outline.signatureAt < 0 ? null : signatureNameAt(cursor, outline.signatureAt));
  const { key, place } = chooseRows(outline);
  if (place.kind === 'object') {
    const columns = { key, at: place.at, whenEmpty: WHEN_EMPTY };
    const rows = yield* readColumns(cursor, columns, features, maxRows, clock, VALUES);
    return { rows, shape: 'outputs' };
  }
  const rows = yield* readRowList(cursor, { key, ...place.list }, features, maxRows, clock, VALUES);
  return { rows, shape: 'predictions' };
}

/** What holds the rows: `instances`, or else `inputs`. */
function chooseRows({ instances, inputs }: PredictOutline) {
  if (instances && inputs) throw new BadRequest('instances and inputs are both there; send one of them.');
  if (instances) {
    if (instances.kind !== 'list') throw new BadRequest('instances must be an array of rows.');
    if (instances.list.length > 0) return { key: 'instances', place: instances };
  }
  if (inputs) {
    if (inputs.kind === 'other')
      throw new BadRequest('inputs must be an array of rows, or an object with an array for each feature.');
    if (inputs.kind === 'object' || inputs.list.length > 0) return { key: 'inputs', place: inputs };
  }
  throw new BadRequest(WHEN_EMPTY);
}
