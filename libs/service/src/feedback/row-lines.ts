import type { EncodedRows, SentColumn, SentValue } from '@reckit/features';
import type { ModelOutput, Outputs, OutputValues } from '@reckit/inference';

/** What was answered to a request, and what of it all its lines say. */
export interface LoggedAnswer {
  readonly at: number;
  readonly requestId: string;
  readonly model: string;
  readonly signature: string;
  readonly version: string;
  /** The label that has answered; null for none. */
  readonly label: string | null;
  /** The outputs, each as wide as it is here. */
  readonly answers: readonly ModelOutput[];
  readonly outputs: Outputs;
}

/** Lines of rows, each with its end. */
export interface RowLines {
  readonly text: string;
  readonly rows: number;
}

/** So many values are written before others have their turn. */
const SLICE_VALUES = 1_024;

/** Writes the rows of a request as lines of JSON, some at a time. */
export function* rowLines(
  answer: LoggedAnswer,
  columns: readonly SentColumn[],
  rows: EncodedRows,
): Generator<RowLines, void, void> {
  const { at, requestId, model, signature, version, label, answers, outputs } = answer;
  const { values, rowCount } = rows;
  const head = `{"time":"${new Date(at).toISOString()}","request_id":${JSON.stringify(requestId)},"row":`;
  const names = JSON.stringify({ model, signature, version, ...(label !== null && { label }) });
  const body = `,${names.slice(1, -1)},"features":{`;
  const features = keyedColumns(columns);
  const outputKeys = answers.map(({ name }, i) => keyOf(name, i));
  const answeredValues = outputs.reduce((sum, each) => sum + each.length, 0);
  const valuesPerRow = Math.max(1, (values.length + answeredValues) / Math.max(1, rowCount));
  const slice = Math.max(1, Math.floor(SLICE_VALUES / valuesPerRow));
  for (let begin = 0; begin < rowCount; begin += slice) {
    const end = Math.min(begin + slice, rowCount);
    let text = '';
    for (let row = begin; row < end; row++) {
      text += head + row + body;
      for (const { key, valueAt } of features) text += key + sentText(valueAt(values, row));
      text += '},"outputs":{';
      for (let i = 0; i < outputKeys.length; i++)
        text += outputKeys[i] + outputText(answers[i], outputs[i], row);
      text += '}}\n';
    }
    yield { text, rows: end - begin };
  }
}

/** A column, and how its key is written. */
interface KeyedColumn {
  readonly key: string;
  readonly valueAt: SentColumn['valueAt'];
}

const KEYED = new WeakMap<readonly SentColumn[], readonly KeyedColumn[]>();

/** A signature has the same columns in all of its requests. */
function keyedColumns(columns: readonly SentColumn[]): readonly KeyedColumn[] {
  const known = KEYED.get(columns);
  if (known) return known;
  const keyed = columns.map(({ name, valueAt }, i) => ({ key: keyOf(name, i), valueAt }));
  KEYED.set(columns, keyed);
  return keyed;
}

/** The key of a member of an object, with what stands before it. */
function keyOf(name: string, index: number): string {
  return `${index === 0 ? '' : ','}${JSON.stringify(name)}:`;
}

function sentText(value: SentValue): string {
  return typeof value === 'number' ? numberText(value) : JSON.stringify(value);
}

/** JSON has finite numbers alone; what reads -0 as a whole number loses its sign. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function outputText({ role, width }: ModelOutput, values: OutputValues, row: number): string {
  const isOne = width === 1 && (role === 'score' || role === 'task');
  if (isOne && values instanceof Float32Array) return numberText(values[row]);
  const own = values.slice(row * width, (row + 1) * width);
  // Where fewer were found than a row has room for, '' stands for nothing.
  if (!(own instanceof Float32Array)) return JSON.stringify(own.filter(id => id !== ''));
  return `[${Array.from(own, numberText).join(',')}]`;
}
