/**
 * Measures every side once a round, each round beginning with another one, so that no side has the quieter
 * moments of the machine.
 *
 * @returns for each side what its rounds gave, in their order
 */
export async function inTurns<Side, Result>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side) => Promise<Result>,
): Promise<Result[][]> {
  const results = sides.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < sides.length; turn++) {
      const i = (round + turn) % sides.length;
      results[i].push(await measure(sides[i]));
    }
  }
  return results;
}
