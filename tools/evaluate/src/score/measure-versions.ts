import type { EvaluateFlags } from '../evaluate-flags';
import { learntBy } from './learnt';
import type { Measurement } from './measurement';
import type { Versions } from './open-version';
import { measureRows } from './rows/measure-rows';

/** Measures both versions on the same data, by what the new one has learnt. @throws CannotEvaluate, DataError */
export async function measureVersions(versions: Versions, flags: EvaluateFlags): Promise<Measurement> {
  const learnt = learntBy(versions.challenger.manifest);
  switch (learnt.kind) {
    case 'rows':
      return measureRows(versions, flags);
  }
}
