// Updates all numbers of a vector by their gradients, float32, four at a time: one pass over memory, where a graph of
// element-wise operators takes a dozen.
import { follow } from './adam-rule';

/**
 * Adam, with a decay of the values apart from the gradients.
 *
 * @param values - float32 [size]; so are all others
 * @param keptValue - what is left of a value before the step
 */
export function adam(
  values: usize,
  gradients: usize,
  means: usize,
  squares: usize,
  size: i32,
  rate: f32,
  smallest: f32,
  keptMean: f32,
  newMean: f32,
  keptSquare: f32,
  newSquare: f32,
  keptValue: f32,
): void {
  const bytes = (<usize>size) << 2;
  follow(
    values,
    gradients,
    means,
    squares,
    bytes,
    rate,
    smallest,
    keptMean,
    newMean,
    keptSquare,
    newSquare,
    keptValue,
  );
}
