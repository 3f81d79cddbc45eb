import type { Checks } from '@reckit/artifacts';
import { describeValue } from '@reckit/features';
import { RejectedModel } from '../errors';
import type { Outputs, OutputValues } from '../scoring/model-output';

type Tolerance = Checks['tolerance'];

/** Finds outputs by their names. @throws RejectedModel where there is none, or not as much in it as was recorded */
export function recordedOutputs(
  named: readonly { readonly name: string }[],
  outputs: Outputs,
): (name: string, recorded: number) => OutputValues {
  return (name, recorded) => {
    const index = named.findIndex(output => output.name === name);
    if (index < 0) throw new RejectedModel(`checks: the model has no output "${name}".`);
    if (outputs[index].length === recorded) return outputs[index];
    throw new RejectedModel(
      `checks: "${name}" has ${outputs[index].length} values, recorded were ${recorded}.`,
    );
  };
}

/** @throws RejectedModel if a number is not as near to the recorded one as `isClose` wants it */
export function assertClose(
  name: string,
  actual: OutputValues,
  expected: readonly number[],
  tolerance: Tolerance,
): void {
  expected.forEach((wanted, i) => {
    if (!isClose(Number(actual[i]), wanted, tolerance)) throw computesOtherwise(name, i, actual[i], wanted);
  });
}

/** Whether a number lies near the recorded one; NaN does not. */
export function isClose(actual: number, wanted: number, { relative, absolute }: Tolerance): boolean {
  return Math.abs(actual - wanted) <= Math.max(absolute, relative * Math.abs(wanted));
}

/** @throws RejectedModel if an id is another one than was recorded */
export function assertSame(name: string, actual: OutputValues, expected: readonly string[]): void {
  expected.forEach((wanted, i) => {
    if (actual[i] !== wanted) {
      throw computesOtherwise(name, i, describeValue(actual[i]), describeValue(wanted));
    }
  });
}

export function computesOtherwise(
  name: string,
  at: number,
  actual: string | number,
  wanted: string | number,
): RejectedModel {
  return new RejectedModel(
    `checks: "${name}"[${at}] is ${actual}, recorded was ${wanted}: the model does not compute what it did when it was trained.`,
  );
}
