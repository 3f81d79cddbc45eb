import type { FindsEntry } from '@reckit/artifacts';
import { measureItems } from './items/measure-items';
import { learntBy } from './learnt';
import type { MeasureRequest } from './measure-request';
import type { Measurement } from './measurement';
import { measureLinks } from './links/measure-links';
import { measureNextItems } from './next-items/measure-next-items';
import type { Versions } from './open-version';
import { measureRows } from './rows/measure-rows';

/** Measures both versions on the same data, by what the new one has learnt. @throws CannotEvaluate, DataError */
export async function measureVersions(versions: Versions, request: MeasureRequest): Promise<Measurement> {
  const learnt = learntBy(versions.challenger.manifest);
  switch (learnt.kind) {
    case 'rows':
      return measureRows(versions, request);
    case 'found':
      return measureFound(versions, request, learnt.finds);
  }
}

function measureFound(versions: Versions, request: MeasureRequest, finds: FindsEntry): Promise<Measurement> {
  switch (finds.what) {
    case 'items':
      return measureItems(versions, request, finds);
    case 'next_items':
      return measureNextItems(versions, request, finds);
    case 'links':
      return measureLinks(versions, request, finds);
  }
}
