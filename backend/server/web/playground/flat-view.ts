// Draws outlines on a 2D canvas: filled, y up, with the axes. Draws only when something changed.
import type { Outline } from "./api.ts";
import { watchGestures } from "./gestures.ts";

interface Box {
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** Outlines that belong together: what lies in one of them and not in a hole of theirs is filled. */
export interface FlatPiece {
  readonly outlines: readonly Outline[];
  /** As CSS has it; absent: the default one. */
  readonly color?: string;
}

/** What there is to draw, and where it stands. Pieces may overlap; the first is drawn first. */
export interface FlatGeometry {
  readonly pieces: readonly FlatPiece[];
  readonly box: Box;
}

export function boxOfOutlines(outlines: readonly Outline[]): Box {
  const min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { points } of outlines) {
    for (const [k, value] of points.entries()) {
      min[k % 2] = Math.min(min[k % 2] as number, value);
      max[k % 2] = Math.max(max[k % 2] as number, value);
    }
  }
  return { min, max };
}

const margin = 1.25;

/** Of the diagonal; never zero. */
function sizeOf({ min, max }: Box): number {
  return Math.hypot(...max.map((value, axis) => value - (min[axis] as number))) || 1;
}

export class FlatView {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #pieces: readonly FlatPiece[] = [];
  #box: Box = { min: [0, 0], max: [1, 1] };
  /** The point in the middle, and pixels for one unit. */
  #center: readonly [number, number] = [0, 0];
  #scale = 1;
  #waiting = false;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser cannot draw on a canvas.");
    this.#canvas = canvas;
    this.#context = context;
    watchGestures(canvas, {
      drag: (dx, dy) => {
        this.#center = [this.#center[0] - dx / this.#scale, this.#center[1] + dy / this.#scale];
        this.#requestDraw();
      },
      zoom: (factor) => {
        this.#scale /= factor;
        this.#requestDraw();
      },
      fit: () => this.fit(),
    });
    new ResizeObserver(() => this.#requestDraw()).observe(canvas);
  }

  show({ pieces, box }: FlatGeometry): void {
    const isFirst = this.#pieces.length === 0;
    const sizeChanged = Math.abs(Math.log(sizeOf(box) / sizeOf(this.#box))) > 0.3;
    this.#pieces = pieces;
    this.#box = box;
    // Small changes of a model keep the point of view.
    if (isFirst || sizeChanged) this.fit();
    else this.#requestDraw();
  }

  fit(): void {
    const [x0 = 0, y0 = 0] = this.#box.min;
    const [x1 = 0, y1 = 0] = this.#box.max;
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#center = [(x0 + x1) / 2, (y0 + y1) / 2];
    this.#scale = Math.min(width / (x1 - x0 || 1), height / (y1 - y0 || 1)) / margin || 1;
    this.#requestDraw();
  }

  #requestDraw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    const ratio = globalThis.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const context = this.#context;
    const x = (value: number): number => ratio * (width / 2 + (value - this.#center[0]) * this.#scale);
    const y = (value: number): number => ratio * (height / 2 - (value - this.#center[1]) * this.#scale);
    const style = getComputedStyle(this.#canvas);
    context.strokeStyle = "#33302a";
    context.lineWidth = 1.2 * ratio;
    for (const { outlines, color } of this.#pieces) {
      const shape = pathOf(outlines, x, y);
      context.fillStyle = color ?? "#f9d72c";
      context.fill(shape, "evenodd");
      context.stroke(shape);
    }
    context.globalAlpha = 0.35;
    context.strokeStyle = style.color;
    context.lineWidth = ratio;
    context.beginPath();
    context.moveTo(x(0), 0);
    context.lineTo(x(0), height * ratio);
    context.moveTo(0, y(0));
    context.lineTo(width * ratio, y(0));
    context.stroke();
    context.globalAlpha = 1;
  }
}

type Scale = (value: number) => number;

function pathOf(outlines: readonly Outline[], x: Scale, y: Scale): Path2D {
  const path = new Path2D();
  for (const { points } of outlines) {
    for (let i = 0; i < points.length; i += 2) {
      const place = [x(points[i] as number), y(points[i + 1] as number)] as const;
      if (i === 0) path.moveTo(...place);
      else path.lineTo(...place);
    }
    path.closePath();
  }
  return path;
}
