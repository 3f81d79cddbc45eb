import type { FindsEntry } from '@reckit/artifacts';
import type { EvaluateFlags } from '../evaluate-flags';
import { measureItems } from './items/measure-items';
import { learntBy } from './learnt';
import type { Measurement } from './measurement';
import { measureLinks } from './links/measure-links';
import { measureNextItems } from './next-items/measure-next-items';
import type { Versions } from './open-version';
import { measureRows } from './rows/measure-rows';

/** Measures both versions on the same data, by what the new one has learnt. @throws CannotEvaluate, DataError */
export async function measureVersions(versions: Versions, flags: EvaluateFlags): Promise<Measurement> {
  const learnt = learntBy(versions.challenger.manifest);
  switch (learnt.kind) {
    case 'rows':
      return measureRows(versions, flags);
    case 'found':
      return measureFound(versions, flags, learnt.finds);
  }
}

function measureFound(versions: Versions, flags: EvaluateFlags, finds: FindsEntry): Promise<Measurement> {
  switch (finds.what) {
    case 'items':
      return measureItems(versions, flags, finds);
    case 'next_items':
      return measureNextItems(versions, flags, finds);
    case 'links':
      return measureLinks(versions, flags, finds);
  }
}
