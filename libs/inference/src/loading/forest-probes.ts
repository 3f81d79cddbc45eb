import type { ForestGraph } from '@reckit/onnx';
import { probeNumbers } from './probe-numbers';

const ROWS = 512;
/** A row of more columns makes fewer rows: memory is not for probes. */
const MOST_VALUES = 2 ** 20;
const LEAST_ROWS = 8;

/**
 * Rows made of a forest's own thresholds and categories, where a wrong comparison shows, and of values missing here and
 * there.
 */
export function forestProbes(forest: ForestGraph): {
  readonly values: Float32Array;
  readonly rowCount: number;
} {
  const { width, missingLeft } = forest;
  const thresholds = thresholdsByColumn(forest);
  const codeCounts = new Map(forest.categories.map(each => [each.column, each.classOfEntry.length - 2]));
  const mayMiss = missingLeft.includes(1);
  const rowCount = Math.min(ROWS, Math.max(LEAST_ROWS, Math.floor(MOST_VALUES / width)));
  const values = new Float32Array(rowCount * width);
  const next = probeNumbers();
  for (let i = 0; i < values.length; i++) {
    const pick = next();
    const column = i % width;
    const codeCount = codeCounts.get(column);
    const ofColumn = thresholds[column];
    if (mayMiss && pick % 32 === 0) values[i] = NaN;
    // A negative code and an unknown one are among them.
    else if (codeCount !== undefined) values[i] = (pick % (codeCount + 3)) - 1;
    else if (ofColumn.length > 0 && pick % 16 !== 0) {
      const threshold = ofColumn[(pick >>> 2) % ofColumn.length];
      values[i] = threshold + [-1, 0, 0, 1][pick & 3] * Math.max(Math.abs(threshold) * 1e-3, 1e-6);
    }
  }
  return { values, rowCount };
}

function thresholdsByColumn({ features, values, width }: ForestGraph): number[][] {
  const thresholds = Array.from({ length: width }, (): number[] => []);
  for (let node = 0; node < features.length; node++) {
    if (features[node] >= 0 && features[node] < width) thresholds[features[node]].push(values[node]);
  }
  return thresholds;
}
