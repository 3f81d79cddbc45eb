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
  const features = columns.map(({ name, valueAt }) => ({ key: JSON.stringify(name), valueAt }));
  const outputKeys = answers.map(({ name }) => JSON.stringify(name));
  const answeredValues = outputs.reduce((sum, each) => sum + each.length, 0);
  const valuesPerRow = Math.max(1, (values.length + answeredValues) / Math.max(1, rowCount));
  const slice = Math.max(1, Math.floor(SLICE_VALUES / valuesPerRow));
  for (let begin = 0; begin < rowCount; begin += slice) {
    const end = Math.min(begin + slice, rowCount);
    let text = '';
    for (let row = begin; row < end; row++) {
      const sent = features.map(({ key, valueAt }) => `${key}:${sentText(valueAt(values, row))}`);
      const answered = outputKeys.map((key, i) => `${key}:${outputText(answers[i], outputs[i], row)}`);
      text += `${head}${row}${body}${sent.join(',')}},"outputs":{${answered.join(',')}}}\n`;
    }
    yield { text, rows: end - begin };
  }
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
  const own = values.slice(row * width, (row + 1) * width);
  // Where fewer were found than a row has room for, '' stands for nothing.
  if (!(own instanceof Float32Array)) return JSON.stringify(own.filter(id => id !== ''));
  const isOne = width === 1 && (role === 'score' || role === 'task');
  return isOne ? numberText(own[0]) : `[${Array.from(own, numberText).join(',')}]`;
}
