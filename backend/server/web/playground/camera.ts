// Where the viewer stands, and the matrices of that: an orbit around a point, z up. Angles in radians.

export type Vector3 = readonly [number, number, number];

export interface Camera {
  /** Angle around z; 0 looks along +y. */
  readonly yaw: number;
  /** Angle above the plane. */
  readonly pitch: number;
  readonly distance: number;
  readonly target: Vector3;
}

const fieldOfView = 0.4;
const steepest = Math.PI / 2 - 0.001;

/** Looks at a ball around the origin from the front, right and above. */
export function fitCamera(radius: number, aspect: number): Camera {
  const distance = (radius / Math.sin(fieldOfView / 2)) * Math.max(1, 1 / aspect) * 1.05;
  return { yaw: -0.45, pitch: 0.55, distance, target: [0, 0, 0] };
}

export function orbit(camera: Camera, byYaw: number, byPitch: number): Camera {
  const pitch = Math.max(-steepest, Math.min(steepest, camera.pitch + byPitch));
  return { ...camera, yaw: camera.yaw + byYaw, pitch };
}

export function zoom(camera: Camera, factor: number): Camera {
  return { ...camera, distance: camera.distance * factor };
}

/** Moves the target across the picture, by fractions of the picture's height. */
export function pan(camera: Camera, right: number, up: number): Camera {
  const scale = 2 * camera.distance * Math.tan(fieldOfView / 2);
  const { side, above } = axesOf(camera);
  const target = camera.target.map(
    (value, i) => value + scale * (right * (side[i] as number) + up * (above[i] as number)),
  );
  return { ...camera, target: target as unknown as Vector3 };
}

interface Axes {
  readonly side: Vector3;
  readonly above: Vector3;
  /** From the target to the viewer. */
  readonly back: Vector3;
}

function axesOf({ yaw, pitch }: Camera): Axes {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return { side: [cy, sy, 0], above: [-sy * sp, cy * sp, cp], back: [sy * cp, -cy * cp, sp] };
}

/** World to eye, column by column. */
export function viewMatrix(camera: Camera): Float32Array<ArrayBuffer> {
  const { side, above, back } = axesOf(camera);
  const { target, distance } = camera;
  const along = (axis: Vector3): number => axis[0] * target[0] + axis[1] * target[1] + axis[2] * target[2];
  return new Float32Array([
    ...[side[0], above[0], back[0], 0],
    ...[side[1], above[1], back[1], 0],
    ...[side[2], above[2], back[2], 0],
    ...[-along(side), -along(above), -along(back) - distance, 1],
  ]);
}

/** Eye to clip space. `radius` of what is shown decides how near and how far is drawn. */
export function projectionMatrix(camera: Camera, radius: number, aspect: number): Float32Array<ArrayBuffer> {
  const reach = radius + Math.hypot(...camera.target);
  const far = camera.distance + 2 * reach;
  const near = Math.max(camera.distance - 2 * reach, far / 2000);
  const f = 1 / Math.tan(fieldOfView / 2);
  return new Float32Array([
    ...[f / aspect, 0, 0, 0],
    ...[0, f, 0, 0],
    ...[0, 0, (far + near) / (near - far), -1],
    ...[0, 0, (2 * far * near) / (near - far), 0],
  ]);
}
