import type { ForestGraph } from '@reckit/onnx';
import { mapLogOdds } from './map-log-odds';

/**
 * What a model answers for the sums of its leaves.
 *
 * @param margins - row-major [rows, outputCount], overwritten
 * @param calibration - what they go through before; null for nothing
 * @returns [rows, outputCount], or [rows] where the largest output is named
 */
export function applyLink(
  margins: Float32Array,
  outputCount: number,
  { link, calibration }: Pick<ForestGraph, 'link' | 'calibration'>,
): Float32Array {
  if (calibration) mapLogOdds(margins, calibration);
  switch (link) {
    case 'identity':
      return margins;
    case 'sigmoid':
      for (let i = 0; i < margins.length; i++) margins[i] = 1 / (1 + Math.exp(-margins[i]));
      return margins;
    case 'exp':
      for (let i = 0; i < margins.length; i++) margins[i] = Math.exp(margins[i]);
      return margins;
    case 'step':
      for (let i = 0; i < margins.length; i++) margins[i] = margins[i] > 0 ? 1 : 0;
      return margins;
    case 'softmax':
      for (let at = 0; at < margins.length; at += outputCount)
        softmax(margins.subarray(at, at + outputCount));
      return margins;
    case 'argmax':
      return Float32Array.from({ length: margins.length / outputCount }, (_, row) =>
        largest(margins.subarray(row * outputCount, (row + 1) * outputCount)),
      );
  }
}

function softmax(margins: Float32Array): void {
  const most = Math.max(...margins);
  const odds = Array.from(margins, margin => Math.exp(margin - most));
  const sum = odds.reduce((total, each) => total + each, 0);
  odds.forEach((each, i) => (margins[i] = each / sum));
}

/** The first one of those that are as large. */
function largest(margins: Float32Array): number {
  let at = 0;
  for (let i = 1; i < margins.length; i++) if (margins[i] > margins[at]) at = i;
  return at;
}
