import type { OpenPackage } from '@reckit/artifacts';
import { parseFeatureMeta, RowEncoder } from '@reckit/features';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * What a package answers to rows, computed as a service does: encoded by its own description of the features, then
 * run by ONNX Runtime.
 */
export async function answersOf(
  { file }: Pick<OpenPackage, 'file'>,
  rows: readonly unknown[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const { spec } = parseFeatureMeta(String(file('feature_meta.json')), null);
  const encoder = new RowEncoder(spec);
  const { values } = encoder.encode(rows, 'data');
  const session = await InferenceSession.create(file('model.onnx') ?? Buffer.of(), { intraOpNumThreads: 1 });
  const answers = await session.run({
    features: new Tensor('float32', values, [rows.length, encoder.width]),
  });
  await session.release();
  return new Map(
    Object.entries(answers).map(([name, { data }]) => {
      if (!(data instanceof Float32Array)) throw new Error(`${name} holds no float32 values`);
      return [name, data];
    }),
  );
}

/** Expects that a package answers its check rows as it says, within 1e-5 relative. */
export async function expectChecksToHold(opened: OpenPackage): Promise<void> {
  const { rows, outputs } = opened.manifest.signatures[0].checks;
  const answers = await answersOf(opened, rows);
  expect([...answers.keys()].sort()).toEqual(Object.keys(outputs).sort());
  for (const [name, expected] of Object.entries(outputs)) {
    const furthest = Math.max(
      ...expected.map(
        (value, row) => Math.abs((answers.get(name)?.[row] ?? NaN) - value) / Math.max(Math.abs(value), 1e-3),
      ),
    );
    expect([name, furthest <= 1e-5]).toEqual([name, true]);
  }
}
