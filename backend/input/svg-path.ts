// The `d` attribute of SVG paths: commands to points (spec/geometry.md §10.6). Curves are divided by OpenSCAD's rules.
import { segments } from "../csg/fragments.ts";
import type { Fragments } from "../csg/nodes.ts";
import { plainNumber } from "./scan.ts";

/** A subpath: x0, y0, x1, y1, … Open ones become strokes. */
export interface SubPath {
  readonly points: number[];
  readonly closed: boolean;
}

/** Parameters of each command. */
const arity: Readonly<Record<string, number>> = { m: 2, z: 0, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7 };

const COMMAND = /^[MmZzLlHhVvCcSsQqTtAa]$/;
/** A command letter, or what stands before the next command, separator or sign (a sign after `e` belongs to the number). */
const TOKEN = /[MmZzLlHhVvCcSsQqTtAa]|-?(?:[eE][-+]?|[^-\s,MmZzLlHhVvCcSsQqTtAa])+|-/g;

/** How far apart the ends of a subpath may be to count as closed. */
const CLOSE = 0.1;

/** How curves are divided. */
export interface CurveSettings {
  readonly fragments: Fragments;
  /** Hears of the points of each curve before they are made; throws when they are too many. */
  readonly count: (points: number) => void;
}

export function pathSubPaths(d: string, curves: CurveSettings): SubPath[] {
  const pen = new Pen(curves);
  let command = "";
  let values: number[] = [];
  for (const token of tokensOf(d)) {
    if (typeof token === "string") {
      command = token;
      values = [];
      if (command === "z" || command === "Z") pen.close();
      continue;
    }
    values.push(token);
    const needed = arity[command.toLowerCase()] ?? 0;
    if (values.length < needed || needed === 0) continue;
    pen.draw(command, values);
    // What follows a move without a letter are lines.
    if (command === "M") command = "L";
    else if (command === "m") command = "l";
    values = [];
  }
  return pen.finish();
}

/**
 * Command letters, and numbers: a second point begins a new one, and what is none counts as 0. Only where a point stands is
 * looked back for another: from every place, a number of a megabyte would be gone through as often as it has digits.
 */
function* tokensOf(d: string): Generator<string | number> {
  for (const [token] of d.matchAll(TOKEN)) {
    if (COMMAND.test(token)) yield token;
    else for (const part of token.split(/(?=\.)(?<=\.[^.]*)/)) yield plainNumber(part);
  }
}

class Pen {
  readonly #curves: CurveSettings;
  readonly #done: SubPath[] = [];
  #points: number[] = [];
  #x = 0;
  #y = 0;
  #startX = 0;
  #startY = 0;
  /** Last control point, and the family of curves that it may be reflected for. */
  #controlX = 0;
  #controlY = 0;
  #controlOf: "cubic" | "quadratic" | undefined;
  #sawClose = false;

  constructor(curves: CurveSettings) {
    this.#curves = curves;
  }

  draw(command: string, v: readonly number[]): void {
    const kind = command.toLowerCase();
    const relative = command === kind;
    const baseX = relative ? this.#x : 0;
    const baseY = relative ? this.#y : 0;
    const x = (i: number): number => baseX + (v[i] as number);
    const y = (i: number): number => baseY + (v[i] as number);
    const controlOf = this.#controlOf;
    this.#controlOf = undefined;
    switch (kind) {
      case "m":
        this.#begin(x(0), y(1));
        return;
      case "l":
        this.#lineTo(x(0), y(1));
        return;
      case "h":
        this.#lineTo(x(0), this.#y);
        return;
      case "v":
        this.#lineTo(this.#x, y(0));
        return;
      case "c":
        this.#cubicTo([x(0), y(1), x(2), y(3), x(4), y(5)]);
        return;
      case "s":
        this.#cubicTo([...this.#reflected(controlOf === "cubic"), x(0), y(1), x(2), y(3)]);
        return;
      case "q":
        this.#quadraticTo([x(0), y(1), x(2), y(3)]);
        return;
      case "t":
        this.#quadraticTo([...this.#reflected(controlOf === "quadratic"), x(0), y(1)]);
        return;
      case "a":
        this.#arcTo(v, x(5), y(6));
    }
  }

  close(): void {
    if (this.#points.length > 0) this.#done.push({ points: this.#points, closed: true });
    this.#points = [];
    this.#sawClose = true;
    this.#x = this.#startX;
    this.#y = this.#startY;
    this.#controlOf = undefined;
  }

  /** Ends the last subpath, which counts as closed if a `z` occurred anywhere. */
  finish(): SubPath[] {
    const points = this.#points;
    if (points.length > 0) this.#done.push({ points, closed: this.#sawClose || endsMeet(points) });
    return this.#done;
  }

  #begin(x: number, y: number): void {
    const points = this.#points;
    if (points.length > 0) this.#done.push({ points, closed: endsMeet(points) });
    this.#points = [];
    this.#startX = x;
    this.#startY = y;
    this.#lineTo(x, y);
  }

  #lineTo(x: number, y: number): void {
    this.#points.push(x, y);
    this.#x = x;
    this.#y = y;
  }

  #reflected(known: boolean): [number, number] {
    return known ? [2 * this.#x - this.#controlX, 2 * this.#y - this.#controlY] : [this.#x, this.#y];
  }

  /** Points of a Bézier curve. */
  #countSteps(): number {
    const steps = Math.max(Math.trunc(this.#curves.fragments.fn), 20);
    this.#curves.count(steps);
    return steps;
  }

  #cubicTo([x1, y1, x2, y2, x3, y3]: readonly [number, number, number, number, number, number]): void {
    const { x: x0, y: y0 } = { x: this.#x, y: this.#y };
    const steps = this.#countSteps();
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      const s = 1 - t;
      const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
      this.#lineTo(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
    }
    this.#remember("cubic", x2, y2, x3, y3);
  }

  #quadraticTo([x1, y1, x2, y2]: readonly [number, number, number, number]): void {
    const { x: x0, y: y0 } = { x: this.#x, y: this.#y };
    const steps = this.#countSteps();
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      const s = 1 - t;
      this.#lineTo(s * s * x0 + 2 * s * t * x1 + t * t * x2, s * s * y0 + 2 * s * t * y1 + t * t * y2);
    }
    this.#remember("quadratic", x1, y1, x2, y2);
  }

  #remember(family: "cubic" | "quadratic", controlX: number, controlY: number, x: number, y: number): void {
    this.#controlOf = family;
    this.#controlX = controlX;
    this.#controlY = controlY;
    this.#x = x;
    this.#y = y;
  }

  /** The conversion to center and angles is that of the SVG specification's implementation notes (F.6.5). */
  #arcTo(v: readonly number[], x: number, y: number): void {
    let rx = Math.abs(v[0] as number);
    let ry = Math.abs(v[1] as number);
    const { x: x0, y: y0 } = { x: this.#x, y: this.#y };
    this.#x = x;
    this.#y = y;
    // OpenSCAD draws nothing here, not even a line.
    if (rx === 0 || ry === 0 || (x === x0 && y === y0)) return;
    const tilt = ((v[2] as number) * Math.PI) / 180;
    const cos = Math.cos(tilt);
    const sin = Math.sin(tilt);
    const halfX = (cos * (x0 - x) + sin * (y0 - y)) / 2;
    const halfY = (-sin * (x0 - x) + cos * (y0 - y)) / 2;
    const excess = (halfX * halfX) / (rx * rx) + (halfY * halfY) / (ry * ry);
    if (excess > 1) {
      rx *= Math.sqrt(excess);
      ry *= Math.sqrt(excess);
    }
    const across = rx * rx * halfY * halfY + ry * ry * halfX * halfX;
    const sign = (v[3] !== 0) === (v[4] !== 0) ? -1 : 1;
    const factor = sign * Math.sqrt(Math.max(0, (rx * rx * ry * ry - across) / across));
    const middleX = (factor * rx * halfY) / ry;
    const middleY = (-factor * ry * halfX) / rx;
    const centerX = cos * middleX - sin * middleY + (x0 + x) / 2;
    const centerY = sin * middleX + cos * middleY + (y0 + y) / 2;
    const start = Math.atan2((halfY - middleY) / ry, (halfX - middleX) / rx);
    let sweep = Math.atan2((-halfY - middleY) / ry, (-halfX - middleX) / rx) - start;
    if (v[4] === 0 && sweep > 0) sweep -= 2 * Math.PI;
    if (v[4] !== 0 && sweep < 0) sweep += 2 * Math.PI;

    const degrees = (Math.abs(sweep) * 180) / Math.PI;
    // A half circle is 180 degrees whatever the rounding of its ends makes of it.
    const least = Math.trunc((degrees * 10) / 180 + 1e-9) + 4;
    const steps = Math.max(segments(Math.max(rx, ry), this.#curves.fragments, degrees - 1e-9) ?? least, least);
    this.#curves.count(steps);
    for (let i = 0; i <= steps; i++) {
      const angle = start + (sweep * i) / steps;
      const along = Math.cos(angle) * rx;
      const aside = Math.sin(angle) * ry;
      this.#points.push(cos * along - sin * aside + centerX, sin * along + cos * aside + centerY);
    }
  }
}

function endsMeet(points: readonly number[]): boolean {
  const width = (points[0] as number) - (points.at(-2) as number);
  const height = (points[1] as number) - (points.at(-1) as number);
  return Math.hypot(width, height) <= CLOSE;
}
