import { escapeHtml } from './escape-html';
import { formatCoordinate, formatNumber, formatTick } from './number-format';
import type { Ticks } from './ticks';

const WIDTH = 460;
const HEIGHT = 300;
const MARGIN = { top: 14, right: 18, bottom: 46, left: 62 };

export interface Axis {
  readonly label: string;
  readonly ticks: Ticks;
}

/** A place in the units of the data. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A plane with two axes; places are given in the units of the data and become those of the drawing. */
export class Plot {
  readonly #parts: string[] = [];

  constructor(
    readonly title: string,
    readonly x: Axis,
    readonly y: Axis,
  ) {}

  /** A line through the points, broken where a coordinate is not finite. */
  line(points: readonly Point[], className: string): void {
    let path = '';
    let pen = 'M';
    for (const point of points) {
      if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) {
        pen = 'M';
        continue;
      }
      path += `${pen}${this.#place(point)}`;
      pen = 'L';
    }
    if (path !== '') this.#parts.push(`<path class="line ${className}" d="${path}"/>`);
  }

  /** The area between the points and the bottom of the plane. */
  area(points: readonly Point[], className: string): void {
    if (points.length === 0) return;
    const floor = this.y.ticks.values[0];
    const corners = [{ x: points[0].x, y: floor }, ...points, { x: points[points.length - 1].x, y: floor }];
    const path = corners.map(corner => this.#place(corner)).join('L');
    this.#parts.push(`<path class="area ${className}" d="M${path}Z"/>`);
  }

  dot(point: Point, radius: number, className: string): void {
    const [x, y] = [this.#left(point.x), this.#top(point.y)].map(formatCoordinate);
    this.#parts.push(
      `<circle class="dot ${className}" cx="${x}" cy="${y}" r="${formatCoordinate(radius)}"/>`,
    );
  }

  /**
   * A dashed line over the whole height, with a note at that end of it from which the point is farther, on the side
   * where there is more room.
   */
  verticalMark({ x, y }: Point, note: string): void {
    const left = this.#left(x);
    const noteY = this.#top(y) < HEIGHT / 2 ? HEIGHT - MARGIN.bottom - 6 : MARGIN.top + 12;
    const onTheRight = left < WIDTH / 2;
    const [place, noteX] = [left, left + (onTheRight ? 6 : -6)].map(formatCoordinate);
    this.#parts.push(
      `<path class="line mark" d="M${place},${MARGIN.top}V${HEIGHT - MARGIN.bottom}"/>`,
      `<text class="note" x="${noteX}" y="${noteY}" text-anchor="${onTheRight ? 'start' : 'end'}">` +
        `${escapeHtml(note)}</text>`,
    );
  }

  /** The drawing as an SVG element that takes the width it is given. */
  toSvg(): string {
    return (
      `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(this.title)}">` +
      `${this.#axes()}${this.#parts.join('')}</svg>`
    );
  }

  #axes(): string {
    const bottom = HEIGHT - MARGIN.bottom;
    const right = WIDTH - MARGIN.right;
    const horizontal = this.y.ticks.values.map(value => {
      const top = formatCoordinate(this.#top(value));
      const label = tickLabel(value, this.y.ticks);
      return (
        `<path class="grid" d="M${MARGIN.left},${top}H${right}"/>` +
        `<text x="${MARGIN.left - 8}" y="${top}" dy="0.35em" text-anchor="end">${label}</text>`
      );
    });
    const vertical = this.x.ticks.values.map(value => {
      const left = formatCoordinate(this.#left(value));
      const label = tickLabel(value, this.x.ticks);
      return (
        `<path class="axis" d="M${left},${bottom}v5"/>` +
        `<text x="${left}" y="${bottom + 19}" text-anchor="middle">${label}</text>`
      );
    });
    const centre = formatCoordinate((MARGIN.top + bottom) / 2);
    return (
      horizontal.join('') +
      vertical.join('') +
      `<path class="axis" d="M${MARGIN.left},${bottom}H${right}"/>` +
      `<text class="label" x="${formatCoordinate((MARGIN.left + right) / 2)}" y="${HEIGHT - 6}" text-anchor="middle">` +
      `${escapeHtml(this.x.label)}</text>` +
      `<text class="label" transform="translate(13,${centre}) rotate(-90)" text-anchor="middle">` +
      `${escapeHtml(this.y.label)}</text>`
    );
  }

  #place({ x, y }: Point): string {
    return `${formatCoordinate(this.#left(x))},${formatCoordinate(this.#top(y))}`;
  }

  #left(x: number): number {
    return MARGIN.left + share(x, this.x.ticks) * (WIDTH - MARGIN.left - MARGIN.right);
  }

  #top(y: number): number {
    return HEIGHT - MARGIN.bottom - share(y, this.y.ticks) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  }
}

function tickLabel(value: number, { step, isLog }: Ticks): string {
  return isLog ? formatNumber(value) : formatTick(value, step);
}

/** Where a value lies between the ends of an axis; on one of ratios what is not above its lower end lies on it. */
function share(value: number, { values, isLog }: Ticks): number {
  const [low, high] = [values[0], values[values.length - 1]];
  if (isLog) return value <= low ? 0 : Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}
