// Solids with planar faces as STEP, written here: for tens of thousands of faces the library takes gigabytes and half a
// minute, and adds curves in the parameters of planes that tell nothing. Entities of ISO 10303-242.
import type { Rgba } from "../../csg/nodes.ts";
import type { Region } from "./regions.ts";

/** The faces of one closed surface. */
export interface FacetedShell {
  readonly faces: readonly Region[];
  /** Its loops run the other way round than they should. */
  readonly isReversed: boolean;
}

export interface FacetedSolids {
  /** x, y, z per vertex. */
  readonly positions: Float64Array;
  /** Each with its outer shell first, then its cavities. */
  readonly solids: readonly (readonly FacetedShell[])[];
  readonly colorOf: (face: Region) => Rgba | undefined;
}

export interface FacetedPart {
  readonly name: string;
  readonly facets: FacetedSolids;
}

/** The text from the schema on; a header goes before it. */
export function facetedStepText(parts: readonly FacetedPart[]): string {
  const file = new StepFile();
  const application = file.add("APPLICATION_CONTEXT('Managed model based 3d engineering')");
  file.add(
    `APPLICATION_PROTOCOL_DEFINITION('international standard','ap242_managed_model_based_3d_engineering',2013,${application})`,
  );
  const product = file.add(`PRODUCT_CONTEXT('',${application},'mechanical')`);
  const definition = file.add(`PRODUCT_DEFINITION_CONTEXT('part definition',${application},'design')`);
  const units = file.units();
  for (const { name, facets } of parts) {
    const items = new SolidWriter(file, facets).items();
    const shape = file.add(`ADVANCED_BREP_SHAPE_REPRESENTATION('',(${items.join(",")}),${units})`);
    const label = `'${name.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
    const known = file.add(`PRODUCT(${label},${label},'',(${product}))`);
    const formation = file.add(`PRODUCT_DEFINITION_FORMATION('','',${known})`);
    const design = file.add(`PRODUCT_DEFINITION('design','',${formation},${definition})`);
    const property = file.add(`PRODUCT_DEFINITION_SHAPE('','',${design})`);
    file.add(`SHAPE_DEFINITION_REPRESENTATION(${property},${shape})`);
    file.add(`PRODUCT_RELATED_PRODUCT_CATEGORY('part',$,(${known}))`);
  }
  if (file.styles.length > 0)
    file.add(`MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',(${file.styles.join(",")}),${units})`);
  return file.text();
}

/** Numbers entities as they come. */
class StepFile {
  readonly styles: string[] = [];
  readonly #lines: string[] = [];
  readonly #styleOf = new Map<string, string>();

  add(entity: string): string {
    const name = `#${this.#lines.length + 1}`;
    this.#lines.push(`${name}=${entity};`);
    return name;
  }

  point(x: number, y: number, z: number): string {
    return this.add(`CARTESIAN_POINT('',(${real(x)},${real(y)},${real(z)}))`);
  }

  direction(x: number, y: number, z: number): string {
    return this.add(`DIRECTION('',(${real(x)},${real(y)},${real(z)}))`);
  }

  units(): string {
    const millimeter = this.add("( LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.) )");
    const radian = this.add("( NAMED_UNIT(*) PLANE_ANGLE_UNIT() SI_UNIT($,.RADIAN.) )");
    const steradian = this.add("( NAMED_UNIT(*) SI_UNIT($,.STERADIAN.) SOLID_ANGLE_UNIT() )");
    const within = this.add(
      `UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-07),${millimeter},'distance_accuracy_value','confusion accuracy')`,
    );
    return this.add(
      `( GEOMETRIC_REPRESENTATION_CONTEXT(3) GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((${within})) ` +
        `GLOBAL_UNIT_ASSIGNED_CONTEXT((${millimeter},${radian},${steradian})) REPRESENTATION_CONTEXT('','') )`,
    );
  }

  /** Gives an item a color; one whose opacity is unset is opaque. */
  paint(item: string, color: Rgba): void {
    const key = color.join();
    let style = this.#styleOf.get(key);
    if (style === undefined) {
      const [r, g, b, a] = color;
      const shade = this.add(`COLOUR_RGB('',${real(r)},${real(g)},${real(b)})`);
      const fill = this.add(`FILL_AREA_STYLE('',(${this.add(`FILL_AREA_STYLE_COLOUR('',${shade})`)}))`);
      const area = this.add(`SURFACE_STYLE_FILL_AREA(${fill})`);
      const sides = [area];
      if (a >= 0 && a < 1) {
        const clear = this.add(`SURFACE_STYLE_TRANSPARENT(${real(1 - a)})`);
        sides.push(this.add(`SURFACE_STYLE_RENDERING_WITH_PROPERTIES(.NORMAL_SHADING.,${shade},(${clear}))`));
      }
      const side = this.add(`SURFACE_SIDE_STYLE('',(${sides.join(",")}))`);
      style = this.add(`PRESENTATION_STYLE_ASSIGNMENT((${this.add(`SURFACE_STYLE_USAGE(.BOTH.,${side})`)}))`);
      this.#styleOf.set(key, style);
    }
    this.styles.push(this.add(`STYLED_ITEM('color',(${style}),${item})`));
  }

  text(): string {
    const schema = "AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF {1 0 10303 442 1 1 4 }";
    return `FILE_SCHEMA(('${schema}'));\nENDSEC;\nDATA;\n${this.#lines.join("\n")}\nENDSEC;\nEND-ISO-10303-21;\n`;
  }
}

/** A number as the standard wants it, with a point, to the last bit. */
function real(value: number): string {
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e");
  const pointed = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  return exponent === undefined ? pointed : `${pointed}E${exponent}`;
}

/** Vertices and edges are shared by the faces of a solid. */
class SolidWriter {
  readonly #file: StepFile;
  readonly #facets: FacetedSolids;
  readonly #vertices = new Map<number, { readonly point: string; readonly vertex: string }>();
  readonly #edges = new Map<number, string>();

  constructor(file: StepFile, facets: FacetedSolids) {
    this.#file = file;
    this.#facets = facets;
  }

  /** What the representation holds: a placement, and the solids. */
  items(): string[] {
    const file = this.#file;
    const axes = `${file.point(0, 0, 0)},${file.direction(0, 0, 1)},${file.direction(1, 0, 0)}`;
    const placement = file.add(`AXIS2_PLACEMENT_3D('',${axes})`);
    const solids = this.#facets.solids.map(([outer, ...cavities]) => {
      const around = this.#shell(outer as FacetedShell);
      if (cavities.length === 0) return file.add(`MANIFOLD_SOLID_BREP('',${around})`);
      const inner = cavities.map((shell) => file.add(`ORIENTED_CLOSED_SHELL('',*,${this.#shell(shell)},.T.)`));
      return file.add(`BREP_WITH_VOIDS('',${around},(${inner.join(",")}))`);
    });
    return [placement, ...solids];
  }

  #shell({ faces, isReversed }: FacetedShell): string {
    const names = faces.map((face) => {
      const name = this.#face(isReversed ? reversed(face) : face);
      const color = this.#facets.colorOf(face);
      if (color !== undefined) this.#file.paint(name, color);
      return name;
    });
    return this.#file.add(`CLOSED_SHELL('',(${names.join(",")}))`);
  }

  #face({ loops, normal }: Region): string {
    const file = this.#file;
    const [x, y, z] = normal;
    // Square to the normal: along the axis that it has least of.
    const across = Math.abs(x) <= Math.abs(y) && Math.abs(x) <= Math.abs(z) ? [0, z, -y] : [y, -x, 0];
    const length = Math.hypot(...across);
    const [u, v, w] = across.map((value) => value / length) as [number, number, number];
    const origin = this.#vertex(loops[0]?.[0] as number).point;
    const placement = file.add(
      `AXIS2_PLACEMENT_3D('',${origin},${file.direction(x, y, z)},${file.direction(u, v, w)})`,
    );
    const bounds = loops.map((loop) => {
      const edges = loop.map((from, k) => this.#halfEdge(from, loop[(k + 1) % loop.length] as number));
      return file.add(`FACE_BOUND('',${file.add(`EDGE_LOOP('',(${edges.join(",")}))`)},.T.)`);
    });
    return file.add(`ADVANCED_FACE('',(${bounds.join(",")}),${file.add(`PLANE('',${placement})`)},.T.)`);
  }

  #halfEdge(from: number, to: number): string {
    const [low, high] = from < to ? [from, to] : [to, from];
    const { positions } = this.#facets;
    const key = (low * positions.length) / 3 + high;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      const file = this.#file;
      const [start, end] = [this.#vertex(low), this.#vertex(high)];
      const [x, y, z] = [0, 1, 2].map(
        (axis) => (positions[3 * high + axis] as number) - (positions[3 * low + axis] as number),
      ) as [number, number, number];
      const length = Math.hypot(x, y, z);
      const vector = file.add(`VECTOR('',${file.direction(x / length, y / length, z / length)},1.)`);
      const line = file.add(`LINE('',${start.point},${vector})`);
      edge = file.add(`EDGE_CURVE('',${start.vertex},${end.vertex},${line},.T.)`);
      this.#edges.set(key, edge);
    }
    return this.#file.add(`ORIENTED_EDGE('',*,*,${edge},${from < to ? ".T." : ".F."})`);
  }

  #vertex(index: number): { readonly point: string; readonly vertex: string } {
    const known = this.#vertices.get(index);
    if (known !== undefined) return known;
    const [x, y, z] = this.#facets.positions.subarray(3 * index, 3 * index + 3) as unknown as [number, number, number];
    const point = this.#file.point(x, y, z);
    const made = { point, vertex: this.#file.add(`VERTEX_POINT('',${point})`) };
    this.#vertices.set(index, made);
    return made;
  }
}

function reversed({ loops, normal: [x, y, z], seed }: Region): Region {
  return { loops: loops.map((loop) => loop.toReversed()), normal: [-x, -y, -z], seed };
}
