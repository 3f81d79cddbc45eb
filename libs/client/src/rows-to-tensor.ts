import { unsendable } from './errors';
import type { InputTensor } from './oip/tensor';
import type { FeatureValue, Row } from './rows';

/** The form of rows that says all that they say: those of numbers are a matrix, others the texts of JSON objects. */
export function rowsToTensor(rows: readonly Row[]): InputTensor {
  if (rows.length > 0 && rows.every(isList)) return matrixOf(rows);
  if (rows.some(isList))
    throw unsendable('over the Open Inference Protocol rows are all lists, or all objects.');
  return {
    name: 'features',
    datatype: 'BYTES',
    shape: [rows.length],
    values: rows.map(row => JSON.stringify(row)),
  };
}

function matrixOf(rows: readonly (readonly FeatureValue[])[]): InputTensor {
  const width = rows[0].length;
  const values = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    if (row.length !== width)
      throw unsendable(
        `rows[${i}] has ${row.length} values and rows[0] has ${width}; a tensor has rows of one length.`,
      );
    for (const [j, value] of row.entries()) {
      if (typeof value !== 'number')
        throw unsendable(`rows[${i}][${j}] is no number; send objects, by the names of the features.`);
      values[i * width + j] = value;
    }
  }
  return { name: 'input0', datatype: 'FP64', shape: [rows.length, width], values };
}

function isList(row: Row): row is readonly FeatureValue[] {
  return Array.isArray(row);
}
