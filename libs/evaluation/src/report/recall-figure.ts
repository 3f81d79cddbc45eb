import type { RetrievalFindings } from '../retrieval/retrieval-findings';
import { figure, seriesClass } from './figure';
import { Plot } from './plot';
import { logTicks, niceTicks } from './ticks';

/** From this ratio of the largest to the smallest k on, an axis of ratios keeps the small ones apart. */
const WIDE_SPAN = 5;

/** Recall among the first k items, by k, a line for the model and one for each baseline. */
export function recallFigure({ methods }: RetrievalFindings): string {
  const ks = methods[0].byK.map(({ k }) => k);
  const [low, high] = [ks[0], ks[ks.length - 1]];
  const most = Math.max(...methods.flatMap(({ byK }) => byK.map(({ recall }) => recall)));
  const plot = new Plot(
    'Recall by k',
    {
      label: 'k, items retrieved',
      ticks: high / low >= WIDE_SPAN ? logTicks(low, high) : niceTicks(low, high, 5, true),
    },
    { label: 'recall', ticks: niceTicks(0, most, 5) },
  );
  methods.forEach(({ byK }, i) => {
    const points = byK.map(({ k, recall }) => ({ x: k, y: recall }));
    plot.line(points, seriesClass(i));
    for (const point of points) plot.dot(point, RADIUS, seriesClass(i));
  });
  return figure(
    'Recall by k',
    plot.toSvg(),
    methods.map(({ name }, i) => ({ name, className: seriesClass(i) })),
  );
}

const RADIUS = 3.5;
