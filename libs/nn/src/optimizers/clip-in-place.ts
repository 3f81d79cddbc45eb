/**
 * Scales all gradients by one factor so that their common Euclidean norm is `limit` at most, as `clipByGlobalNorm` does
 * in a graph.
 */
export function clipInPlace(gradients: readonly Float32Array[], limit: number): void {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient) squares += value * value;
  const norm = Math.sqrt(squares);
  if (norm <= limit) return;
  const factor = limit / norm;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
}
