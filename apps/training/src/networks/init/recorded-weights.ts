import type { Manifest } from '@reckit/artifacts';
import type { EngineState, Parameter } from '@reckit/nn';
import type { FloatConstant } from '@reckit/onnx';
import * as z from 'zod';

/** Under what the manifest has the weights that training needs and no served graph has. */
const RECORDED = 'weights_beside_graphs';

const recordedSchema = z.record(z.string(), z.array(z.number()));

/** The weights that only a training needs, as the manifest keeps them; they are a number or two. */
export function recordWeights(
  recorded: readonly Parameter[],
  { parameters }: Pick<EngineState, 'parameters'>,
): Readonly<Record<string, unknown>> {
  if (recorded.length === 0) return {};
  const entries = recorded.map(({ name, offset, size }) => [
    name,
    [...parameters.subarray(offset, offset + size)],
  ]);
  return { [RECORDED]: Object.fromEntries(entries) };
}

/** Reads them back, as those of graphs are; none where there are none. */
export function recordedWeights({
  training,
}: Pick<Manifest, 'training'>): ReadonlyMap<string, FloatConstant> {
  const parsed = recordedSchema.safeParse(training[RECORDED]);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.data).map(([name, values]) => [
      name,
      { shape: [values.length], values: () => Float32Array.from(values) },
    ]),
  );
}
