import { gatherJoined, gatherNumbers, gatherValues, joined, type Meeting } from '@reckit/collective';
import type { Columns, GroupColumn } from '@reckit/data';
import type { WholeTable } from './read-share';

/** What decides about the rows of a table, of the rows of all processes one after the other by rank. */
export async function wholeTable(table: Columns, meeting: Meeting): Promise<WholeTable> {
  const floats = async (columns: Columns['targets']): Promise<Columns['targets']> => {
    const whole = new Map<string, Float32Array>();
    for (const [name, values] of columns) {
      whole.set(name, await gatherJoined(meeting, values, Float32Array));
    }
    return whole;
  };
  const targets = await floats(table.targets);
  const weights = await floats(table.weights);
  const { times, splitGroups } = table;
  const counts = await gatherValues(meeting, table.rowCount);
  return {
    rowCount: counts.reduce((sum, count) => sum + count, 0),
    targets,
    weights,
    times: times && (await gatherJoined(meeting, times, Float64Array)),
    splitGroups: splitGroups && (await wholeGroups(splitGroups, meeting)),
  };
}

/** Groups of all rows; values are numbered as they come, as they are where one process reads all rows. */
async function wholeGroups({ codes, values }: GroupColumn, meeting: Meeting): Promise<GroupColumn> {
  const allCodes = await gatherNumbers(meeting, codes, Int32Array);
  const allValues = await gatherValues(meeting, values);
  const places = new Map<string, number>();
  const parts = allCodes.map((part, rank) => {
    const placesOfPart = allValues[rank].map(value => {
      const place = places.get(value) ?? places.size;
      places.set(value, place);
      return place;
    });
    return part.map(code => (code < 0 ? code : placesOfPart[code]));
  });
  return { codes: joined(parts, Int32Array), values: [...places.keys()] };
}
