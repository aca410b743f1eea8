// Mesh files for fuzzing inspect/: what the exporters write, and one that has something to heal.
import { evaluateShape } from "../contract/evaluate-shape.ts";
import { box, edit, join, off } from "../unit/inspect/bodies.ts";

export async function samples(): Promise<Uint8Array[]> {
  const program = 'difference() { sphere(5, $fn = 8); cube(9); translate([-4, 0, 0]) color("red") cube(3); }';
  const { outputs } = await evaluateShape(program, { formats: ["off", "asciistl", "binstl", "obj", "amf", "3mf"] });
  const rough = edit(join(box(20), box(9, [15, 15, 15]), box(3, [50, 0, 0])), (triangle, at) =>
    at % 7 === 0 ? [triangle, triangle] : [triangle],
  );
  return [...outputs.values(), new TextEncoder().encode(off(rough))];
}
