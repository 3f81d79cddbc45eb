import type { Manifest } from '@reckit/artifacts';
import { labelSchema, type Label } from '@reckit/features';
import type { OutputKind } from '../../compare/scored-rows';
import { CannotEvaluate } from '../../errors';

/** What an output was learnt from. */
export interface LearntOutput {
  readonly name: string;
  readonly kind: OutputKind;
  readonly label: Label;
  /** The column with the weights of its rows; null where all count alike. */
  readonly weightColumn: string | null;
}

/** What the outputs of a version were learnt from. @throws CannotEvaluate */
export function learntOutputs({ model, version, signatures }: Manifest): LearntOutput[] {
  return signatures[0].outputs.map(({ name, predicts }) => {
    const label = labelSchema.safeParse(predicts?.label);
    if (predicts === undefined || !label.success) {
      throw new CannotEvaluate(
        `${model} ${version} does not tell what ${name} was learnt from: train it again.`,
      );
    }
    return { name, kind: predicts.kind, label: label.data, weightColumn: predicts.weight_column ?? null };
  });
}

/**
 * The outputs of the new version, each as what both versions can be held against: a score and a probability both rank.
 *
 * @throws CannotEvaluate if the current version answers something else
 */
export function comparableOutputs(challenger: Manifest, current: Manifest | null): LearntOutput[] {
  const outputs = learntOutputs(challenger);
  if (current === null) return outputs;
  const before = new Map(current.signatures[0].outputs.map(output => [output.name, output]));
  return outputs.map(output => {
    const other = before.get(output.name);
    if (other === undefined) {
      throw new CannotEvaluate(
        `${output.name} of version ${challenger.version} is no output of ${current.version}, which has ${[...before.keys()].join(', ')}: deploy it without a comparison, or compare it with another version.`,
      );
    }
    // A package of before they told it is taken to have learnt the same.
    const kind = commonKind(output.kind, other.predicts?.kind ?? output.kind);
    if (kind !== null) return { ...output, kind };
    throw new CannotEvaluate(
      `${output.name} is a ${output.kind} in version ${challenger.version} and a ${other.predicts?.kind} in ${current.version}, which do not compare.`,
    );
  });
}

function commonKind(one: OutputKind, other: OutputKind): OutputKind | null {
  if (one === other) return one;
  return one === 'value' || other === 'value' ? null : 'score';
}
