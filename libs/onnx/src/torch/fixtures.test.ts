import { createHash } from 'node:crypto';
import { runGraph, TORCH_CASES, torchCheckpoint, torchExpectation } from '../../testing/torch-fixtures';
import { UnsupportedModel } from '../errors';
import { deepfmToOnnx } from './networks/deepfm-to-onnx';
import { mmoeToOnnx } from './networks/mmoe-to-onnx';
import { readTorchCheckpoint, type TorchCheckpoint } from './read-torch-checkpoint';

const OLD_FORMAT = 'deepfm-old-format';
const graphOf = (name: string, checkpoint: TorchCheckpoint) =>
  name.startsWith('mmoe') ? mmoeToOnnx(checkpoint) : deepfmToOnnx(checkpoint);

describe.each(TORCH_CASES.filter(name => name !== OLD_FORMAT))('checkpoint %s', name => {
  const checkpoint = readTorchCheckpoint(torchCheckpoint(name));
  const expected = torchExpectation(name);

  test('every tensor is what PyTorch saved, to the last bit', () => {
    const tensors = [...checkpoint.tensors].map(([key, { shape, values }]) => {
      const sha256 = createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
      return [key, { shape, sha256 }];
    });
    expect(Object.fromEntries(tensors)).toEqual(expected.tensors);
  });

  test('every row scores as PyTorch scores it', async () => {
    const outputs = await runGraph(graphOf(name, checkpoint), expected.scaled);
    expect(Object.keys(outputs)).toEqual(Object.keys(expected.outputs));
    for (const [output, values] of Object.entries(expected.outputs)) {
      const wrong = values.filter((value, row) => !isClose(outputs[output]?.[row] ?? NaN, value));
      expect(wrong).toEqual([]);
    }
  });

  test('large inputs of every sign and mixture give finite outputs', async () => {
    const width = expected.scaled[0]?.length ?? 0;
    const sizes = [1e6, 1e10, 1e15, 1e19, 1e25, 1e30, 1e37, 3.4e38];
    const rows = sizes.flatMap(size =>
      Array.from({ length: 3 ** Math.min(width, 4) }, (_, i) =>
        Array.from({ length: width }, (_unused, f) => ((Math.floor(i / 3 ** (f % 4)) % 3) - 1) * size),
      ),
    );
    const outputs = await runGraph(graphOf(name, checkpoint), rows);
    expect(Object.values(outputs).flat().every(Number.isFinite)).toBe(true);
  });
});

test('a checkpoint of PyTorch before 1.6 is refused, with the way to convert it', () => {
  const read = () => readTorchCheckpoint(torchCheckpoint(OLD_FORMAT));
  expect(read).toThrow(UnsupportedModel);
  expect(read).toThrow(
    'PyTorch checkpoint not supported: the format of PyTorch before 1.6. Convert it with Python: torch.save(torch.load("model.pt"), "model.pt").',
  );
});

/** Within 1e-5, relative for large values; small probabilities agree in their leading digits. */
function isClose(actual: number, expected: number): boolean {
  const difference = Math.abs(actual - expected);
  return difference <= Math.max(1e-36, 1e-4 * expected) && difference <= Math.max(1e-5, 1e-5 * expected);
}
