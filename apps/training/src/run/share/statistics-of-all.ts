import { gatherValues, type Meeting } from '@reckit/collective';
import { StatisticsCollector } from '@reckit/features';
import type { ReadData } from '../../validation/examined-data';
import type { Inspection } from '../../validation/inspection';
import type { SharedColumns } from './read-share';

/** The statistics of the training rows of all processes, each of which gives those of its own. */
export async function statisticsOfAll(
  { spec, read, trainRows }: Pick<ReadData, 'spec' | 'read' | 'trainRows'>,
  { trainRowCount }: Pick<SharedColumns, 'trainRowCount'>,
  meeting: Meeting,
): Promise<Inspection> {
  const counts = await gatherValues(meeting, trainRows.length);
  const before = counts.slice(0, meeting.rank).reduce((sum, count) => sum + count, 0);
  const collector = new StatisticsCollector(spec, trainRowCount, before);
  collector.add(read.columns, trainRows.toSorted());
  const states = await gatherValues(meeting, collector.state());
  const all = new StatisticsCollector(spec, trainRowCount);
  for (const state of states) all.addState(state);
  return { statistics: all.statistics(), validation: null };
}
