// Draws a solid with WebGL2: faces in their colors, creases as lines, the axes. Draws only when something changed.
import { type Camera, fitCamera, orbit, pan, projectionMatrix, viewMatrix, zoom } from "./camera.ts";
import { watchGestures } from "./gestures.ts";
import type { SolidGeometry } from "./solid-geometry.ts";

const faceVertexShader = `#version 300 es
uniform mat4 view, projection;
in vec3 position;
in vec4 color;
out vec3 eye;
out vec4 tint;
void main() {
  vec4 seen = view * vec4(position, 1.0);
  eye = seen.xyz;
  tint = color;
  gl_Position = projection * seen;
}`;

// The normal is that of the face: how its place changes from one pixel to the next.
const faceFragmentShader = `#version 300 es
precision highp float;
in vec3 eye;
in vec4 tint;
out vec4 result;
void main() {
  vec3 normal = normalize(cross(dFdx(eye), dFdy(eye)));
  float front = max(dot(normal, normalize(vec3(0.35, 0.6, 0.8))), 0.0);
  float side = max(dot(normal, normalize(vec3(-0.8, 0.1, 0.4))), 0.0);
  result = vec4(tint.rgb * (0.36 + 0.6 * front + 0.16 * side), tint.a);
}`;

const lineVertexShader = `#version 300 es
uniform mat4 view, projection;
in vec3 position;
void main() { gl_Position = projection * view * vec4(position, 1.0); }`;

const lineFragmentShader = `#version 300 es
precision mediump float;
uniform vec4 stroke;
out vec4 result;
void main() { result = stroke; }`;

interface Uploaded {
  readonly faces: WebGLVertexArrayObject;
  readonly corners: number;
  readonly opaqueCorners: number;
  readonly edges: WebGLVertexArrayObject;
  readonly edgeEnds: number;
  readonly axes: WebGLVertexArrayObject;
  readonly radius: number;
  readonly buffers: readonly WebGLBuffer[];
}

export class SolidView {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #faceProgram: WebGLProgram;
  readonly #lineProgram: WebGLProgram;
  #shown: Uploaded | undefined;
  #camera: Camera = fitCamera(1, 1);
  #waiting = false;

  /** Throws where the browser has no WebGL2. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: true });
    if (gl === null) throw new Error("This browser has no WebGL2, which the view of solids needs.");
    this.#canvas = canvas;
    this.#gl = gl;
    this.#faceProgram = linkProgram(gl, faceVertexShader, faceFragmentShader);
    this.#lineProgram = linkProgram(gl, lineVertexShader, lineFragmentShader);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(1, 1);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    watchGestures(canvas, {
      drag: (dx, dy, moves) => this.#turn(dx, dy, moves),
      zoom: (factor) => this.#change(zoom(this.#camera, factor)),
      fit: () => this.fit(),
    });
    new ResizeObserver(() => this.#requestDraw()).observe(canvas);
  }

  show(solid: SolidGeometry): void {
    const gl = this.#gl;
    for (const buffer of this.#shown?.buffers ?? []) gl.deleteBuffer(buffer);
    for (const array of [this.#shown?.faces, this.#shown?.edges, this.#shown?.axes])
      if (array !== undefined) gl.deleteVertexArray(array);
    const place = gl.getAttribLocation(this.#faceProgram, "position");
    const tint = gl.getAttribLocation(this.#faceProgram, "color");
    const linePlace = gl.getAttribLocation(this.#lineProgram, "position");
    const faces = gl.createVertexArray();
    gl.bindVertexArray(faces);
    const buffers = [upload(gl, place, solid.corners, 3), upload(gl, tint, solid.colors, 4)];
    const edges = gl.createVertexArray();
    gl.bindVertexArray(edges);
    buffers.push(upload(gl, linePlace, solid.edges, 3));
    const axes = gl.createVertexArray();
    gl.bindVertexArray(axes);
    buffers.push(upload(gl, linePlace, axisLines(solid), 3));
    gl.bindVertexArray(null);
    const isFirst = this.#shown === undefined;
    const sizeChanged = Math.abs(Math.log(solid.radius / (this.#shown?.radius ?? solid.radius))) > 0.3;
    this.#shown = {
      faces,
      corners: solid.corners.length / 3,
      opaqueCorners: solid.opaqueCorners,
      edges,
      edgeEnds: solid.edges.length / 3,
      axes,
      radius: solid.radius || 1,
      buffers,
    };
    // Small changes of a model keep the point of view.
    if (isFirst || sizeChanged) this.fit();
    else this.#requestDraw();
  }

  fit(): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#change(fitCamera(this.#shown?.radius ?? 1, width / Math.max(1, height)));
  }

  #turn(dx: number, dy: number, moves: boolean): void {
    const { height } = this.#canvas.getBoundingClientRect();
    if (moves) this.#change(pan(this.#camera, -dx / height, dy / height));
    else this.#change(orbit(this.#camera, -dx * 0.008, dy * 0.008));
  }

  #change(camera: Camera): void {
    this.#camera = camera;
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
    const gl = this.#gl;
    const shown = this.#shown;
    const { width, height } = this.#canvas.getBoundingClientRect();
    if (shown === undefined || width === 0 || height === 0) return;
    const ratio = globalThis.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const view = viewMatrix(this.#camera);
    const projection = projectionMatrix(this.#camera, shown.radius, width / height);

    this.#use(this.#lineProgram, view, projection);
    const stroke = gl.getUniformLocation(this.#lineProgram, "stroke");
    gl.bindVertexArray(shown.axes);
    for (const [axis, color] of axisColors.entries()) {
      gl.uniform4fv(stroke, color);
      gl.drawArrays(gl.LINES, 2 * axis, 2);
    }
    gl.uniform4f(stroke, 0.08, 0.08, 0.1, 1);
    gl.bindVertexArray(shown.edges);
    gl.drawArrays(gl.LINES, 0, shown.edgeEnds);

    this.#use(this.#faceProgram, view, projection);
    gl.bindVertexArray(shown.faces);
    gl.drawArrays(gl.TRIANGLES, 0, shown.opaqueCorners);
    gl.enable(gl.BLEND);
    gl.depthMask(false);
    gl.drawArrays(gl.TRIANGLES, shown.opaqueCorners, shown.corners - shown.opaqueCorners);
    gl.depthMask(true);
    gl.disable(gl.BLEND);
    gl.bindVertexArray(null);
  }

  #use(program: WebGLProgram, view: Float32Array, projection: Float32Array): void {
    const gl = this.#gl;
    gl.useProgram(program);
    gl.uniformMatrix4fv(gl.getUniformLocation(program, "view"), false, view);
    gl.uniformMatrix4fv(gl.getUniformLocation(program, "projection"), false, projection);
  }
}

const axisColors = [
  [0.8, 0.2, 0.2, 1],
  [0.15, 0.6, 0.2, 1],
  [0.2, 0.35, 0.85, 1],
] as const;

/** From the origin along +x, +y and +z. */
function axisLines({ center: [x, y, z], radius }: SolidGeometry): Float32Array<ArrayBuffer> {
  const reach = 1.3 * radius + Math.hypot(x, y, z);
  const ends = [0, 1, 2].flatMap((axis) => {
    const end = [-x, -y, -z];
    end[axis] = (end[axis] as number) + reach;
    return [-x, -y, -z, ...end];
  });
  return new Float32Array(ends);
}

function upload(
  gl: WebGL2RenderingContext,
  location: number,
  data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  size: number,
): WebGLBuffer {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(location);
  const isBytes = data instanceof Uint8Array;
  gl.vertexAttribPointer(location, size, isBytes ? gl.UNSIGNED_BYTE : gl.FLOAT, isBytes, 0, 0);
  return buffer;
}

function linkProgram(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error("WebGL2 is not available any more.");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(`The view of solids does not work here: ${gl.getProgramInfoLog(program)}`);
  return program;
}
