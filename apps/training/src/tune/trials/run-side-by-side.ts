/**
 * Runs tasks, so many at a time as there is room for, in their order.
 *
 * @param room - how many may run, asked whenever one could begin; one may always
 * @param signal - once it is aborted no further task begins; those that run are waited for
 * @throws what the first task throws, once all others have ended
 */
export async function runSideBySide<T>(
  tasks: readonly T[],
  run: (task: T) => Promise<void>,
  room: () => number,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...tasks];
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for (;;) {
    while (
      waiting.length > 0 &&
      running.size < Math.max(1, room()) &&
      !signal.aborted &&
      errors.length === 0
    ) {
      const [task] = waiting.splice(0, 1);
      const done: Promise<void> = run(task)
        .catch((error: unknown) => void errors.push(error))
        .finally(() => running.delete(done));
      running.add(done);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (errors.length > 0) throw errors[0];
}
