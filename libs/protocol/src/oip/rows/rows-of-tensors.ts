import { cut, quoted } from '@reckit/messages';
import { BadRequest } from '../../errors';
import type { Reading } from '../../json/json-outline';
import { SliceClock } from '../../json/slice-clock';
import { FeatureKeys, UNKNOWN_KEY } from '../../rows/feature-keys';
import type { ReadRows, RowFeatures } from '../../rows/row-features';
import { assertRowLimits } from '../../rows/row-limits';
import { RowTable } from '../../rows/row-table';
import { shownShape, type InputTensor, type NumberSource, type Parameters } from '../tensor';
import { FEATURE_NAMES, featureNames } from './feature-names';
import { numberSource } from './number-source';
import { readFeatureTensors, type FeatureTensor } from './read-feature-tensors';
import { readJsonFeatures } from './read-json-features';
import {
  columnsByName,
  columnsInModelOrder,
  columnsInSortedOrder,
  readMatrix,
  type MatrixColumns,
} from './read-matrix';
import type { TextElements } from './text-source';

/** The order of the columns of a matrix that comes without names: that of the model, or of the sorted names. */
export type ColumnOrder = 'model' | 'sorted';

/** What else counts for the meaning of the inputs of a request. */
export interface TensorRowsOptions {
  /** The parameters of the request. */
  readonly parameters: Parameters;
  readonly order: ColumnOrder;
  /** A request of more rows is refused. */
  readonly maxRows: number;
}

/** The name of a tensor of JSON objects. */
export const JSON_FEATURES = 'features';
/** Stands for the rows in messages where each feature is a tensor of its own. */
const ROWS = 'rows';
const SHOWN_CHARACTERS = 60;

/**
 * Encodes the inputs of a request of the Open Inference Protocol, which have one of three forms:
 * 1. one tensor of numbers [rows, columns] of any name: the features in the order of the model, or in that of the
 *    parameter `feature_names`;
 * 2. a tensor for each feature, of its name, [rows] or [rows, 1]; a sequence is [rows, events], or [rows] texts of
 *    JSON lists;
 * 3. one BYTES tensor `features` [rows] or [rows, 1], each element the JSON text of an object of features, or null.
 *
 * The result is what the same rows in JSON would give; numbers that are not finite take the default and count as
 * invalid. It pauses when a slice is over.
 *
 * @throws BadRequest for inputs of no such form, PayloadTooLarge beyond the limits, and what `features` throws
 */
export function* rowsOfTensors(
  inputs: readonly InputTensor[],
  features: RowFeatures,
  options: TensorRowsOptions,
  clock: SliceClock = new SliceClock(),
): Reading<ReadRows> {
  const form = formOf(inputs, features, options);
  const [rowCount] = inputs[0].shape;
  assertRowLimits(rowCount, features.width, options.maxRows);
  const newTable = (): RowTable => {
    const table = new RowTable(features, rowCount);
    table.path = form.path;
    return table;
  };
  const table =
    form.kind === 'json'
      ? yield* readJsonFeatures(form.elements, features, newTable, rowCount, clock)
      : newTable();
  if (form.kind === 'matrix') yield* readMatrix(form.source, form.columns, features, table, rowCount, clock);
  if (form.kind === 'features') yield* readFeatureTensors(form.tensors, features, table, rowCount, clock);
  return table.finish(rowCount);
}

/** The form of a request, and what its rows are called in messages. */
type Form = { readonly path: string } & (
  | {
      readonly kind: 'matrix';
      readonly source: NumberSource;
      readonly columns: MatrixColumns;
    }
  | { readonly kind: 'features'; readonly tensors: readonly FeatureTensor[] }
  | { readonly kind: 'json'; readonly elements: TextElements }
);

function formOf(inputs: readonly InputTensor[], features: RowFeatures, options: TensorRowsOptions): Form {
  if (inputs.length === 0) throw new BadRequest(`The request has no inputs. ${expectedInputs(features)}`);
  const keys = FeatureKeys.of(features);
  if (inputs.length === 1) {
    const [input] = inputs;
    const { elements, name } = input;
    const path = cut(name, SHOWN_CHARACTERS);
    if (isTexts(elements)) {
      if (name === JSON_FEATURES) {
        assertColumn(input);
        return { kind: 'json', path, elements };
      }
    } else if (isMatrix(input, features, keys)) {
      const columns = columnsOf(input, features, options);
      return { kind: 'matrix', path, source: numberSource(elements, input.datatype), columns };
    }
  }
  return { kind: 'features', path: ROWS, tensors: featureTensors(inputs, features, keys) };
}

/** Whether one tensor of numbers holds all features; one that has the name of a feature and its shape is that. */
function isMatrix({ name, shape }: InputTensor, features: RowFeatures, keys: FeatureKeys): boolean {
  const feature = keys.featureNamed(name);
  if (feature === UNKNOWN_KEY) return true;
  return shape.length === 2 && shape[1] !== 1 && features.columns[feature].kind !== 'sequence';
}

function columnsOf(
  { name, shape, parameters }: InputTensor,
  features: RowFeatures,
  options: TensorRowsOptions,
): MatrixColumns {
  const count = features.featureNames.length;
  const named = parameters.get(FEATURE_NAMES) ?? options.parameters.get(FEATURE_NAMES);
  const names = named === undefined ? null : featureNames(named);
  if (shape.length !== 2) {
    throw new BadRequest(
      `The input ${quoted(name)} has the shape ${shownShape(shape)}; expected [rows,${names?.length ?? count}]. ${expectedInputs(features)}`,
    );
  }
  if (names !== null) {
    if (names.length === shape[1]) return columnsByName(features, names);
    throw new BadRequest(
      `The input ${quoted(name)} has ${shape[1]} columns, but the parameter ${FEATURE_NAMES} has ${names.length} names.`,
    );
  }
  if (shape[1] !== count) {
    throw new BadRequest(
      `The input ${quoted(name)} has ${shape[1]} columns; expected ${count}, in the order of feature_columns. Name them in the parameter ${FEATURE_NAMES} where they are others.`,
    );
  }
  return options.order === 'sorted' ? columnsInSortedOrder(features) : columnsInModelOrder(features);
}

function featureTensors(
  inputs: readonly InputTensor[],
  features: RowFeatures,
  keys: FeatureKeys,
): readonly FeatureTensor[] {
  const [first] = inputs;
  const seen = new Set<number>();
  return inputs.map(tensor => {
    const { name, shape, datatype } = tensor;
    const feature = keys.featureNamed(name);
    if (feature === UNKNOWN_KEY) {
      throw new BadRequest(
        `The input ${quoted(name)} (${datatype} ${shownShape(shape)}) is no feature of this model. ${expectedInputs(features)}`,
      );
    }
    if (seen.has(feature)) throw new BadRequest(`The input ${quoted(name)} is there twice.`);
    seen.add(feature);
    if (features.columns[feature].kind === 'sequence') assertSequence(tensor);
    else assertColumn(tensor);
    if (shape[0] !== first.shape[0]) {
      throw new BadRequest(
        `The input ${quoted(name)} has ${shape[0]} rows, but ${quoted(first.name)} has ${first.shape[0]}.`,
      );
    }
    return { feature, tensor };
  });
}

function assertColumn({ name, shape }: InputTensor): void {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return;
  throw new BadRequest(
    `The input ${quoted(name)} has the shape ${shownShape(shape)}; expected [rows] or [rows,1].`,
  );
}

function assertSequence({ name, shape }: InputTensor): void {
  if (shape.length === 1 || shape.length === 2) return;
  throw new BadRequest(
    `The input ${quoted(name)} has the shape ${shownShape(shape)}; expected [rows,events].`,
  );
}

function isTexts(elements: InputTensor['elements']): elements is TextElements {
  return elements.kind === 'texts' || elements.kind === 'bytes';
}

function expectedInputs({ featureNames: { length } }: RowFeatures): string {
  return `Send one tensor of numbers [rows,${length}], a tensor for each feature, or a BYTES tensor "${JSON_FEATURES}" of JSON objects.`;
}
