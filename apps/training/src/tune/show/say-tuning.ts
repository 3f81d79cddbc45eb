import type { RoomForTrials } from '../trials/room-for-trials';
import { outcomesOf } from '../trials/run-trials';
import type { TuningState } from '../state/tuning-state';
import type { TuneRequest, TuningGround } from '../tune-request';

/** Says what is searched over, and how. */
export function sayWhatIsTuned<Flags>(
  { console, tuning: { budget } }: TuneRequest<Flags>,
  { data: { shown }, space }: TuningGround,
  state: TuningState,
  room: RoomForTrials,
): void {
  const rungs = state.rungs.map(({ budget: amount, trials }) => `${trials} of ${amount}`);
  console.fact('Data', shown);
  console.fact('Space', [...space.keys()].join(', '));
  console.fact('Trials', `${rungs.join(', ')} ${budget.unit}; the flags as given on each`);
  console.fact('Jobs', room.count === 1 ? '1 training at a time' : `${room.count} trainings at a time`);
  const measured = outcomesOf(state)
    .flat()
    .filter(outcome => outcome !== undefined).length;
  if (measured > 0) console.fact('Goes on', `${measured} trainings have ended before`);
}
