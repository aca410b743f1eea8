// `--camera` and the numbers it gives to `$vpt $vpr $vpd` (spec/cli.md §1.15).
import { type Camera, defaultCamera } from "../shared/context.ts";

export interface CameraArguments {
  readonly camera: string | undefined;
  readonly viewall: boolean;
  readonly autocenter: boolean;
}

export interface CameraReading {
  readonly camera: Camera;
  /** A line to print; fatal when the count of numbers is wrong. */
  readonly problem?: { readonly message: string; readonly fatal: boolean };
}

/** Reads the camera. Without `--camera` it is fitted to the object, with it only on demand. */
export function readCamera(args: CameraArguments): CameraReading {
  if (args.camera === undefined) return { camera: defaultCamera };
  const fitted = args.viewall || args.autocenter;
  const parts = args.camera.split(",");
  if (parts.length !== 6 && parts.length !== 7) {
    const message = "Camera setup requires either 7 numbers for Gimbal Camera or 6 numbers for Vector Camera";
    return { camera: defaultCamera, problem: { message, fatal: true } };
  }
  const numbers = parts.map(readNumber);
  if (!numbers.every((number) => number !== undefined)) {
    const message = "Camera setup requires numbers as parameters";
    return { camera: { ...defaultCamera, fitted }, problem: { message, fatal: false } };
  }
  const place = numbers.length === 7 ? gimbal(numbers) : eyeAndCenter(numbers);
  return { camera: { ...defaultCamera, ...place, locked: true, fitted } };
}

/** A decimal number, `inf` or `nan`, without white space around it. */
function readNumber(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

type Place = Pick<Camera, "translation" | "rotation" | "distance">;

function gimbal(numbers: readonly number[]): Place {
  const [tx, ty, tz, rx, ry, rz, distance] = numbers as [number, number, number, number, number, number, number];
  return { translation: [tx, ty, tz], rotation: [wrap(rx), wrap(ry), wrap(rz)], distance };
}

function eyeAndCenter(numbers: readonly number[]): Place {
  const [ex, ey, ez, cx, cy, cz] = numbers as [number, number, number, number, number, number];
  const x = cx - ex;
  const y = cy - ey;
  const z = cz - ez;
  const degrees = 180 / Math.PI;
  const tilt = -Math.atan2(z, Math.sqrt(x * x + y * y)) * degrees;
  const turn = x === 0 && y === 0 ? (z < 0 ? 0 : 180) : -Math.atan2(y, x) * degrees + 90;
  return {
    translation: [cx, cy, cz],
    rotation: [(360 + 90 - tilt) % 360, 0, (360 - turn) % 360],
    distance: Math.sqrt(x * x + y * y + z * z),
  };
}

/** An angle in [0, 360). */
function wrap(angle: number): number {
  const rest = angle % 360;
  return rest < 0 ? rest + 360 : rest + 0;
}
