// The playground's geometry: what is drawn of a mesh, and where the viewer stands.
import { describe, expect, test } from "bun:test";
import {
  type Camera,
  fitCamera,
  orbit,
  pan,
  projectionMatrix,
  viewMatrix,
  zoom,
} from "../../../backend/server/web/playground/camera.ts";
import { solidGeometry } from "../../../backend/server/web/playground/solid-geometry.ts";

/** A box from 0 to (1, 2, 3) with two triangles a side. */
const box = {
  positions: [0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 2, 0, 0, 0, 3, 1, 0, 3, 0, 2, 3, 1, 2, 3],
  triangles: [
    ...[0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4],
    ...[2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5],
  ],
};
const extent = { min: [0, 0, 0], max: [1, 2, 3] };

describe("what is drawn", () => {
  test("corners lie around the middle of the box", () => {
    const solid = solidGeometry(box, extent);
    expect(solid.center).toEqual([0.5, 1, 1.5]);
    expect(solid.radius).toBeCloseTo(Math.sqrt(14) / 2, 12);
    expect(solid.corners.length).toBe(36 * 3);
    for (let i = 0; i < solid.corners.length; i += 3)
      expect(Math.hypot(...solid.corners.subarray(i, i + 3))).toBeCloseTo(solid.radius, 5);
    expect(solid.opaqueCorners).toBe(36);
    expect([...solid.colors.subarray(0, 4)]).toEqual([249, 215, 44, 255]);
  });

  test("the twelve edges of a box are lines, the diagonals of its sides are not", () => {
    expect(solidGeometry(box, extent).edges.length).toBe(12 * 2 * 3);
  });

  test("an edge of one face only is a line", () => {
    const triangle = { positions: [0, 0, 0, 1, 0, 0, 0, 1, 0], triangles: [0, 1, 2] };
    expect(solidGeometry(triangle, { min: [0, 0, 0], max: [1, 1, 0] }).edges.length).toBe(3 * 2 * 3);
  });

  test("clear triangles come after the opaque ones, with their colors", () => {
    const triangleColors = Array.from({ length: 12 }, (_, i) => (i < 2 ? 1 : i < 4 ? 0 : -1));
    const colors = [
      [1, 0, 0, 1],
      [0, 0, 1, 0.5],
    ];
    const solid = solidGeometry({ ...box, colors, triangleColors }, extent);
    expect(solid.opaqueCorners).toBe(30);
    expect([...solid.colors.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...solid.colors.subarray(-4)]).toEqual([0, 0, 255, 128]);
  });
});

describe("where the viewer stands", () => {
  /** Clip coordinates after division. */
  function project(camera: Camera, radius: number, aspect: number, point: readonly number[]): number[] {
    const times = (m: Float32Array, v: readonly number[]): number[] =>
      [0, 1, 2, 3].map((row) => v.reduce((sum, value, column) => sum + (m[4 * column + row] as number) * value, 0));
    const clip = times(projectionMatrix(camera, radius, aspect), times(viewMatrix(camera), [...point, 1]));
    return clip.slice(0, 3).map((value) => value / (clip[3] as number));
  }

  test.each([0.4, 1, 2.5])("a fitted ball is in the picture at aspect %p, from every side", (aspect) => {
    for (let turn = 0; turn < 24; turn++) {
      const camera = orbit(fitCamera(10, aspect), turn, turn / 3 - 4);
      for (let i = 0; i < 50; i++) {
        const [a, b] = [i * 2.4, Math.acos(1 - (2 * (i + 0.5)) / 50)];
        const point = [Math.cos(a) * Math.sin(b), Math.sin(a) * Math.sin(b), Math.cos(b)].map((x) => 10 * x);
        for (const value of project(camera, 10, aspect, point)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }
    }
  });

  test("up is up, right is right, near is near", () => {
    const camera: Camera = { yaw: 0, pitch: 0, distance: 100, target: [0, 0, 0] };
    expect(project(camera, 10, 1, [0, 0, 5])[1]).toBeGreaterThan(0);
    expect(project(camera, 10, 1, [5, 0, 0])[0]).toBeGreaterThan(0);
    const depth = (y: number): number => project(camera, 10, 1, [0, y, 0])[2] as number;
    expect(depth(-5)).toBeLessThan(depth(5));
  });

  test("moving by half the picture's height moves the middle to its edge", () => {
    const camera = pan({ yaw: 0.3, pitch: 0.2, distance: 50, target: [0, 0, 0] }, 0.5, 0);
    expect(project(camera, 10, 1, [0, 0, 0])[0]).toBeCloseTo(-1, 4);
  });

  test("zooming changes the distance only; pitch stops short of the poles", () => {
    const camera = fitCamera(1, 1);
    expect(zoom(camera, 2)).toEqual({ ...camera, distance: 2 * camera.distance });
    expect(Math.abs(orbit(camera, 0, 100).pitch)).toBeLessThan(Math.PI / 2);
  });
});
