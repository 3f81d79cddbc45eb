import type { RetrievalFindings } from '../../retrieval/retrieval-findings';
import { Plot } from '../drawing/plot';
import { linearScale, ratioScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';

/** From this ratio of the largest to the smallest k on, an axis of ratios keeps the small ones apart. */
const WIDE_SPAN = 5;

/** Recall among the first k items, by k, a line for the model and one for each baseline. */
export function recallFigure({ methods }: Pick<RetrievalFindings, 'methods'>): string {
  const ks = methods[0].byK.map(({ k }) => k);
  const [low, high] = [ks[0], ks[ks.length - 1]];
  const most = Math.max(...methods.flatMap(({ byK }) => byK.map(({ recall }) => recall)));
  const plot = new Plot(
    'Recall by k',
    `The share of what was to be found that is among the first k items: ${methods.map(({ name }) => name).join(', ')}.`,
    {
      label: 'k, items retrieved',
      scale: high / low >= WIDE_SPAN ? ratioScale(low, high) : linearScale(low, high),
    },
    { label: 'recall', scale: linearScale(0, most) },
  );
  methods.forEach(({ byK }, i) => {
    const points = byK.map(({ k, recall }) => ({ x: k, y: recall }));
    plot.line(points, seriesClass(i));
    for (const point of points) plot.dot(point, RADIUS, seriesClass(i));
  });
  return figure(
    plot,
    methods.map(({ name }, i) => ({ name, className: seriesClass(i) })),
  );
}

const RADIUS = 3.5;
