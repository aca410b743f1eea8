// Reads DXF: the entities of a drawing as line segments, and its dimensions (spec/geometry.md §10.5). import() makes a
// polygon of the paths; dxf_dim() and dxf_cross() look at dimensions and paths.
import { segments } from "../csg/fragments.ts";
import type { Fragments, Vec2 } from "../csg/nodes.ts";
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import { relativePath } from "../shared/world.ts";
import { type DxfPath, joinLines, PointGrid } from "./dxf-paths.ts";
import { type FileSource, fileMessage } from "./file-source.ts";
import type { ImportedDrawing } from "./result.ts";
import { LineScanner, parseNumber, parseWhole } from "./scan.ts";

export interface DxfOptions {
  /** Only entities of this layer; "" takes all. */
  readonly layer: string;
  readonly origin: Vec2;
  readonly scale: number;
  readonly fragments: Fragments;
}

export interface DxfDimension {
  /** Group 70: the kind in the lower three bits, 64 for x of an ordinate. */
  readonly type: number;
  /** Points p0 … p6 (groups 10–16, 20–26); (0, 0) where absent. */
  readonly points: readonly Vec2[];
  /** Group 50, degrees. */
  readonly angle: number;
  /** Group 1. */
  readonly name: string;
}

export interface DxfDrawing {
  /** x0, y0, x1, y1, … on a grid of 1/1024. */
  readonly coordinates: readonly number[];
  readonly paths: readonly DxfPath[];
  readonly dimensions: readonly DxfDimension[];
}

export function readDxf(ctx: Context, source: FileSource, options: DxfOptions): DxfDrawing {
  return new DxfReader(ctx, source, options).read();
}

/** The polygon of a drawing: one contour per path, from its last point to its first; open paths are closed. */
export function dxfPolygon({ coordinates, paths }: DxfDrawing, options: { readonly center: boolean }): ImportedDrawing {
  const contours = paths.map(({ indices, closed }) => {
    const corners = (closed ? indices.slice(1) : indices).toReversed();
    const points = corners.flatMap((i) => [coordinates[2 * i] as number, coordinates[2 * i + 1] as number]);
    return { points: Float64Array.from(points) };
  });
  const shapes = contours.length === 0 ? [] : [{ paths: contours }];
  return options.center ? { dimension: 2, shapes, center: [0, 0] } : { dimension: 2, shapes };
}

/** An entity asks for a coordinate that was not given. */
class MissingValue extends Error {}

/** Of a block: ends on the grid. */
type Segment = readonly [number, number, number, number];

/** The group values of the entity being read. They stay when an entity cannot be made of them, as in OpenSCAD. */
class Entity {
  name = "";
  text = "";
  layer = "";
  /** All values of the groups 10..16 and 20..26, in the order of the file. */
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  /** The first value of each of these groups, for dimensions. */
  readonly byGroup = new Map<number, number>();
  radius = 0;
  /** Groups 41 and 42: angles of an ellipse in radians, factors of an INSERT. */
  first: number | undefined;
  second: number | undefined;
  /** Groups 50 and 51 in degrees. */
  start = 0;
  stop = 0;
  /** Group 70. */
  flags = 0;

  constructor(readonly kind: string) {}

  /** Points are told apart by their order, not by their groups. */
  point(nth: number): Vec2 {
    const x = this.xs[nth];
    const y = this.ys[nth];
    if (x === undefined || y === undefined) throw new MissingValue();
    return [x, y];
  }
}

class DxfReader {
  readonly #ctx: Context;
  readonly #source: FileSource;
  readonly #options: DxfOptions;
  readonly #grid = new PointGrid();
  /** Point indices, two per line. */
  readonly #ends: number[] = [];
  readonly #blocks = new Map<string, Segment[]>();
  readonly #dimensions: DxfDimension[] = [];
  readonly #unsupported = new Map<string, number>();
  #entity = new Entity("");
  #section: "entities" | "blocks" | undefined;
  #block: Segment[] | undefined;
  #lineCount = 0;
  /** The entity at hand is of a layer that is not asked for. */
  #filtered = false;

  constructor(ctx: Context, source: FileSource, options: DxfOptions) {
    this.#ctx = ctx;
    this.#source = source;
    this.#options = options;
  }

  read(): DxfDrawing {
    const lines = new LineScanner(this.#source.bytes);
    while (lines.next()) {
      const code = parseWhole(lines.bytes, lines.start, lines.end);
      if (code === undefined) {
        if (!lines.isLast) this.#warn(`Illegal ID '${lines.text}' in \`${this.#source.path}'`);
        break;
      }
      const data = lines.next() ? lines : undefined;
      if (code === 0) this.#begin(data?.text ?? "");
      else if (!this.#set(code, data)) this.#warn(`Illegal value '${data?.text ?? ""}'in \`${this.#source.path}'`);
    }
    this.#reportUnsupported();
    const { coordinates } = this.#grid;
    return { coordinates, paths: joinLines(this.#ends, coordinates), dimensions: this.#dimensions };
  }

  #warn(message: string): void {
    fileMessage(this.#ctx, this.#source, "warning", message);
  }

  /** Takes the line of a group value into the current entity. False when it is no number but should be one. */
  #set(code: number, data: LineScanner | undefined): boolean {
    const entity = this.#entity;
    if (code === 1) entity.text = data?.text ?? "";
    else if (code === 2) entity.name = data?.text ?? "";
    else if (code === 8) entity.layer = data?.text ?? "";
    else if (isNumeric(code)) {
      const value = data && parseNumber(data.bytes, data.start, data.end);
      if (value === undefined || (code === 70 && !/^[-+]?\d+$/.test(data?.text ?? ""))) return false;
      this.#setNumber(code, value);
    }
    return true;
  }

  #setNumber(code: number, value: number): void {
    const entity = this.#entity;
    const { origin, scale } = this.#options;
    const placed = this.#section === "entities";
    if (code <= 26) {
      const axis = code <= 16 ? 0 : 1;
      const coordinate = placed ? (value - origin[axis]) * scale : value;
      (axis === 0 ? entity.xs : entity.ys).push(coordinate);
      if (!entity.byGroup.has(code)) entity.byGroup.set(code, coordinate);
    } else if (code === 40) entity.radius = placed ? value * scale : value;
    else if (code === 41) entity.first = value;
    else if (code === 42) entity.second = value;
    else if (code === 50) entity.start = value;
    else if (code === 51) entity.stop = value;
    else entity.flags = value;
  }

  /** A group 0: the entity before it is complete. */
  #begin(kind: string): void {
    this.#ctx.deadline.check(this.#source.position);
    try {
      this.#finish(this.#entity);
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
      this.#warn(`Not enough input values for ${kind}. in '${this.#source.path}'`);
      return;
    }
    this.#entity = new Entity(kind);
  }

  #finish(entity: Entity): void {
    const { kind, name } = entity;
    if (kind === "SECTION") {
      this.#section = name === "ENTITIES" ? "entities" : name === "BLOCKS" ? "blocks" : undefined;
      return;
    }
    if (this.#section === undefined || kind === "" || kind === "ENDSEC" || kind === "EOF") {
      if (kind === "ENDSEC") this.#section = undefined;
      return;
    }
    const { layer } = this.#options;
    const chosen = layer === "" || layer === entity.layer;
    // Entities of other layers draw nothing, but they must be complete.
    this.#filtered = this.#section === "entities" && !chosen;
    this.#draw(entity, chosen);
  }

  #draw(entity: Entity, chosen: boolean): void {
    switch (entity.kind) {
      case "LINE":
        this.#addLine(entity.point(0), entity.point(1));
        return;
      case "LWPOLYLINE":
        this.#drawPolyline(entity);
        return;
      case "CIRCLE":
        this.#drawCircle(entity);
        return;
      case "ARC":
        this.#drawArc(entity);
        return;
      case "ELLIPSE":
        this.#drawEllipse(entity);
        return;
      case "INSERT":
        this.#drawInsert(entity);
        return;
      case "BLOCK":
        this.#block = [];
        this.#blocks.set(entity.name, this.#block);
        return;
      case "ENDBLK":
        this.#block = undefined;
        return;
      case "DIMENSION":
        if (chosen) this.#addDimension(entity);
        else this.#leaveOut(entity);
        return;
      default:
        this.#leaveOut(entity);
    }
  }

  /** In blocks, whatever the layer. */
  #leaveOut({ kind }: Entity): void {
    if (this.#filtered) return;
    this.#unsupported.set(kind, (this.#unsupported.get(kind) ?? 0) + 1);
  }

  #addLine([x1, y1]: Vec2, [x2, y2]: Vec2): void {
    if (this.#filtered) return;
    const { triangles } = this.#ctx.limits;
    if (++this.#lineCount > triangles) throw new LimitError("triangles", triangles, this.#source.position);
    if (this.#section === "blocks" && this.#block === undefined) return;
    const a = this.#grid.add(x1, y1);
    const b = this.#grid.add(x2, y2);
    if (this.#section === "entities") this.#ends.push(a, b);
    else this.#block?.push([...this.#grid.at(a), ...this.#grid.at(b)]);
  }

  #drawPolyline(entity: Entity): void {
    const count = Math.max(entity.xs.length, entity.ys.length);
    for (let i = 1; i < count; i++) this.#addLine(entity.point(i - 1), entity.point(i));
    if ((entity.flags & 1) !== 0) this.#addLine(entity.point(count - 1), entity.point(0));
  }

  #segmentCount(radius: number, fallback: number, sweep = 360): number {
    const count = segments(radius, this.#options.fragments, sweep) ?? fallback;
    const { facets } = this.#ctx.limits;
    if (count > facets) throw new LimitError("facets", facets, this.#source.position);
    return count;
  }

  #drawCurve(count: number, at: (t: number) => Vec2): void {
    for (let i = 0; i < count; i++) this.#addLine(at(i / count), at((i + 1) / count));
  }

  #drawCircle(entity: Entity): void {
    const [x, y] = entity.point(0);
    const { radius } = entity;
    this.#drawCurve(this.#segmentCount(radius, 3), (t) => {
      const angle = 2 * Math.PI * t;
      return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius];
    });
  }

  #drawArc(entity: Entity): void {
    const [x, y] = entity.point(0);
    const { radius, start } = entity;
    const sweep = sweepOf(start, entity.stop, 360);
    this.#drawCurve(this.#segmentCount(radius, 1, sweep), (t) => {
      const angle = ((start + sweep * t) * Math.PI) / 180;
      return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius];
    });
  }

  /** Group 40 is the ratio of the axes; like a radius it is scaled. */
  #drawEllipse(entity: Entity): void {
    const [x, y] = entity.point(0);
    const [majorX, majorY] = entity.point(1);
    const { radius: ratio, first: start = 0, second: stop = 0 } = entity;
    const major = Math.hypot(majorX, majorY);
    const sweep = sweepOf(start, stop, 2 * Math.PI);
    this.#drawCurve(this.#segmentCount(major, 1, (sweep * 180) / Math.PI), (t) => {
      const along = Math.cos(start + sweep * t);
      const across = Math.sin(start + sweep * t) * ratio;
      return [x + along * majorX - across * majorY, y + along * majorY + across * majorX];
    });
  }

  /** The lines of a block; blocks that are not defined yet draw nothing. */
  #drawInsert(entity: Entity): void {
    const block = this.#blocks.get(entity.name);
    if (block === undefined || block === this.#block) return;
    const [x, y] = entity.point(0);
    const { scale } = this.#options;
    const scaleX = entity.first ?? 1;
    const scaleY = entity.second ?? 1;
    const angle = (entity.start * Math.PI) / 180;
    const place = (px: number, py: number): Vec2 => {
      const sx = px * scaleX;
      const sy = py * scaleY;
      return [
        (Math.cos(angle) * sx - Math.sin(angle) * sy) * scale + x,
        (Math.sin(angle) * sx + Math.cos(angle) * sy) * scale + y,
      ];
    };
    for (const [x1, y1, x2, y2] of block) this.#addLine(place(x1, y1), place(x2, y2));
  }

  #addDimension(entity: Entity): void {
    const { byGroup } = entity;
    const points = [0, 1, 2, 3, 4, 5, 6].map((i): Vec2 => [byGroup.get(10 + i) ?? 0, byGroup.get(20 + i) ?? 0]);
    this.#dimensions.push({ type: entity.flags, points, angle: entity.start, name: entity.text });
  }

  /** One message per kind, the kind seen last first; the count is hexadecimal. */
  #reportUnsupported(): void {
    const { layer } = this.#options;
    const path = relativePath(this.#ctx.world.documentRoot, this.#source.path);
    for (const [kind, count] of [...this.#unsupported].reverse()) {
      const where = layer === "" ? `"${path}".` : `layer '${layer}' of ${path}`;
      this.#warn(`Unsupported DXF Entity '${kind}' (${count.toString(16)}) in ${where}`);
    }
  }
}

/** Groups whose values are read as numbers. */
function isNumeric(code: number): boolean {
  if (code <= 26) return (code >= 10 && code <= 16) || code >= 20;
  return (code >= 40 && code <= 42) || code === 50 || code === 51 || code === 70;
}

/** From `start` to the next `stop`, counter-clockwise; 0 when they are equal or no numbers. */
function sweepOf(start: number, stop: number, turn: number): number {
  if (!Number.isFinite(start) || !Number.isFinite(stop)) return 0;
  return stop >= start ? stop - start : stop - start + turn * Math.ceil((start - stop) / turn);
}
