import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import { escapeHtml } from '../page/escape-html';
import type { Scale } from './scale';

const WIDTH = 400;
const HEIGHT = 280;
const MARGIN = { top: 32, right: 20, bottom: 48, left: 58 };
/** Digits of coordinates: a tenth of a unit is finer than any screen. */
const DIGITS = 1;

export interface Axis {
  readonly label: string;
  readonly scale: Scale;
}

/** A place in the units of the data. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How points are joined: straight, or by steps of which each has the height of its first point. */
const CURVES = { straight: curveLinear, steps: curveStepAfter } as const;
type Curve = keyof typeof CURVES;

/** A plane with two axes; places are given in the units of the data and become those of the drawing. */
export class Plot {
  readonly #parts: string[] = [];

  /** @param description - what it shows, for those who hear a page rather than see it */
  constructor(
    readonly title: string,
    readonly description: string,
    readonly x: Axis,
    readonly y: Axis,
  ) {}

  /** A line through the points, broken where a coordinate is not finite. */
  line(points: readonly Point[], className: string, curve: Curve = 'straight'): void {
    const path = line<Point>(this.#left, this.#top).defined(isPlace).curve(CURVES[curve]).digits(DIGITS)([
      ...points,
    ]);
    if (path !== null) this.#parts.push(`<path class="line ${className}" d="${path}"/>`);
  }

  /** The area between the points and the bottom of the plane. */
  area(points: readonly Point[], className: string, curve: Curve = 'straight'): void {
    const path = area<Point>(this.#left, HEIGHT - MARGIN.bottom, this.#top)
      .defined(isPlace)
      .curve(CURVES[curve])
      .digits(DIGITS)([...points]);
    if (path !== null) this.#parts.push(`<path class="area ${className}" d="${path}"/>`);
  }

  /** @param note - shown where a pointer rests on it */
  dot(point: Point, radius: number, className: string, note?: string): void {
    const [x, y] = [this.#left(point), this.#top(point)].map(coordinate);
    const tip = note === undefined ? '/>' : `><title>${escapeHtml(note)}</title></circle>`;
    this.#parts.push(`<circle class="dot ${className}" cx="${x}" cy="${y}" r="${coordinate(radius)}"${tip}`);
  }

  /**
   * A dashed line over the whole height, with a note at that end of it from which the point is farther, on the side
   * where there is more room.
   */
  verticalMark(point: Point, note: string): void {
    const left = this.#left(point);
    const noteY = this.#top(point) < HEIGHT / 2 ? HEIGHT - MARGIN.bottom - 6 : MARGIN.top + 12;
    const onTheRight = this.x.scale.place(point.x) < 0.5;
    const [place, noteX] = [left, left + (onTheRight ? 6 : -6)].map(coordinate);
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
      `<title>${escapeHtml(this.title)}</title><desc>${escapeHtml(this.description)}</desc>` +
      `${this.#axes()}${this.#parts.join('')}</svg>`
    );
  }

  #axes(): string {
    const bottom = HEIGHT - MARGIN.bottom;
    const right = WIDTH - MARGIN.right;
    const horizontal = this.y.scale.ticks.map(({ value, label }) => {
      const top = coordinate(this.#top({ x: 0, y: value }));
      return (
        `<path class="grid" d="M${MARGIN.left},${top}H${right}"/>` +
        `<text class="tick" x="${MARGIN.left - 7}" y="${top}" dy="0.35em" text-anchor="end">${escapeHtml(label)}</text>`
      );
    });
    const vertical = this.x.scale.ticks.map(({ value, label }) => {
      const left = coordinate(this.#left({ x: value, y: 0 }));
      return (
        `<path class="axis" d="M${left},${bottom}v5"/>` +
        `<text class="tick" x="${left}" y="${bottom + 20}" text-anchor="middle">${escapeHtml(label)}</text>`
      );
    });
    return (
      horizontal.join('') +
      vertical.join('') +
      `<path class="axis" d="M${MARGIN.left},${bottom}H${right}"/>` +
      `<text class="label" x="${coordinate((MARGIN.left + right) / 2)}" y="${HEIGHT - 8}" text-anchor="middle">` +
      `${escapeHtml(this.x.label)}</text>` +
      `<text class="label" x="0" y="14">` +
      `${escapeHtml(this.y.label)}</text>`
    );
  }

  readonly #left = ({ x }: Point): number =>
    MARGIN.left + this.x.scale.place(x) * (WIDTH - MARGIN.left - MARGIN.right);

  readonly #top = ({ y }: Point): number =>
    HEIGHT - MARGIN.bottom - this.y.scale.place(y) * (HEIGHT - MARGIN.top - MARGIN.bottom);
}

function isPlace({ x, y }: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function coordinate(value: number): string {
  return String(Number(value.toFixed(DIGITS)));
}
