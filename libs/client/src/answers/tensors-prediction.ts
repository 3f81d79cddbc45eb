import { UnexpectedAnswer } from '../errors';
import type { Tensor } from '../oip/tensor';
import type { Neighbours, Prediction, Tasks } from './prediction';

/** A prediction as tensors have it: what each output answers for all rows. */
export class TensorsPrediction implements Prediction {
  constructor(
    private readonly outputs: readonly Tensor[],
    private readonly rowCount: number,
  ) {}

  scores(): readonly number[] {
    const { values, width, output } = this.#only();
    if (width === 1) return values;
    throw unexpected(output, 'one number a row');
  }

  tasks(): readonly Tasks[] {
    const tasks = this.outputs.map(output => {
      const { values, width } = this.#numbers(output);
      if (width !== 1) throw unexpected(output, 'one number a row');
      return { name: output.name, values };
    });
    return Array.from({ length: this.rowCount }, (_, row) =>
      Object.fromEntries(tasks.map(({ name, values }) => [name, values[row]])),
    );
  }

  vectors(): readonly (readonly number[])[] {
    const { values, width, output } = this.#only();
    if (output.shape.length !== 2) throw unexpected(output, 'a vector a row');
    return rowsOf(values, this.rowCount, width);
  }

  neighbours(): readonly Neighbours[] {
    const ids = this.outputs.find(({ datatype }) => datatype === 'BYTES');
    const scores = this.outputs.find(({ datatype }) => datatype !== 'BYTES');
    if (ids?.datatype !== 'BYTES' || this.outputs.length > 2)
      throw new UnexpectedAnswer(`Expected ids and scores, got ${namesOf(this.outputs)}.`);
    const idRows = rowsOf(ids.values, this.rowCount, this.#widthOf(ids));
    const scoreRows = scores && rowsOf(this.#numbers(scores).values, this.rowCount, this.#widthOf(scores));
    return idRows.map((row, i) => {
      // The rows of a tensor are all as wide: behind the last neighbour they have empty ids.
      const end = row.indexOf('');
      const count = end < 0 ? row.length : end;
      return { ids: row.slice(0, count), scores: scoreRows?.[i].slice(0, count) ?? null };
    });
  }

  #only(): { readonly output: Tensor; readonly values: readonly number[]; readonly width: number } {
    const [output] = this.outputs;
    if (this.outputs.length !== 1)
      throw new UnexpectedAnswer(`Expected one output, got ${namesOf(this.outputs)}.`);
    return { output, ...this.#numbers(output) };
  }

  #numbers(output: Tensor): { readonly values: readonly number[]; readonly width: number } {
    const width = this.#widthOf(output);
    if (output.datatype === 'BYTES') throw unexpected(output, 'numbers');
    return { values: Array.from<number | bigint, number>(output.values, Number), width };
  }

  /** How many values each row has. */
  #widthOf({ name, shape }: Tensor): number {
    if (shape[0] !== this.rowCount || shape.length > 2)
      throw new UnexpectedAnswer(
        `The output ${name} has the shape [${shape.join()}] for ${this.rowCount} rows.`,
      );
    return shape[1] ?? 1;
  }
}

function rowsOf<Value>(values: readonly Value[], rowCount: number, width: number): Value[][] {
  return Array.from({ length: rowCount }, (_, row) => values.slice(row * width, (row + 1) * width));
}

function unexpected({ name, datatype, shape }: Tensor, expected: string): UnexpectedAnswer {
  return new UnexpectedAnswer(`The output ${name} is ${datatype} [${shape.join()}]; expected ${expected}.`);
}

function namesOf(outputs: readonly Tensor[]): string {
  return outputs.length === 0 ? 'none' : outputs.map(({ name }) => name).join(', ');
}
