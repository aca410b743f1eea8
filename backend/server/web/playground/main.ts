// The playground's page: what its buttons do, and where results, messages and numbers go.
import { evaluate, evaluateFile, type Measures, type Program, parameters, type Result, ServiceError } from "./api.ts";
import { Editor } from "./editor.ts";
import { type FlatGeometry, FlatView } from "./flat-view.ts";
import { LiveSession, type Scene } from "./live.ts";
import { showMessages } from "./messages.ts";
import { ParameterForm } from "./parameter-form.ts";
import { flatGeometry, SceneGeometry } from "./scene-geometry.ts";
import { type SolidGeometry, solidGeometry } from "./solid-geometry.ts";
import { SolidView } from "./solid-view.ts";
import { StatusLine } from "./status-line.ts";

interface Setup {
  readonly examples: readonly { readonly name: string; readonly source: string }[];
  readonly formats: readonly { readonly format: string; readonly suffix: string; readonly dimension: number | null }[];
}

function element<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

const setup = JSON.parse(element("setup").textContent ?? "") as Setup;
const example = element<HTMLSelectElement>("example");
const format = element<HTMLSelectElement>("format");
const evaluateButton = element<HTMLButtonElement>("evaluate");
const downloadButton = element<HTMLButtonElement>("download");
const status = new StatusLine(element("status"));
const notice = element("notice");
const solidCanvas = element<HTMLCanvasElement>("solid");
const flatCanvas = element<HTMLCanvasElement>("flat");
const details = element<HTMLDetailsElement>("parameters");

/** The request under way; a newer one replaces it. */
let current = new AbortController();
let isEvaluating = false;
/** The head of the source that the parameter fields belong to. */
let described: string | undefined;
let solidView: SolidView | undefined;
let flatView: FlatView | undefined;
let fallback: ReturnType<typeof setTimeout> | undefined;
let following: ReturnType<typeof setTimeout> | undefined;

/** How long a program must stay as it is to be asked about where there are no previews, in milliseconds. */
const pause = 1000;

const fields = element("parameter-fields");
const form = new ParameterForm(fields, () => void runEvaluation());
const editor = new Editor(element<HTMLTextAreaElement>("source"), element("gutter"), () => {
  editor.mark([]);
  preview();
  clearTimeout(following);
  following = setTimeout(() => void followProgram(), pause);
});
const sceneGeometry = new SceneGeometry();
const live = new LiveSession({
  onOpen: () => {
    // Nothing was asked for yet: the first example shows itself.
    if (status.isEmpty) preview();
  },
  onDiagnostics: report,
  onScene: showScene,
  onEnd: (milliseconds, message) => {
    element("result").classList.toggle("stale", message !== undefined);
    status.say(message ?? `Preview ${(milliseconds / 1000).toFixed(2)} s`, message !== undefined);
  },
});

function program(): Program {
  return { source: editor.value, parameters: form.values };
}

/** Shows the program as it is now, at once where there is a live session. */
function preview(): void {
  clearTimeout(fallback);
  if (!live.isOpen) {
    fallback = setTimeout(() => void runEvaluation(), pause);
    return;
  }
  // An evaluation under way is of an earlier program.
  if (isEvaluating) current.abort();
  status.begin("Previewing", "later");
  live.show(program());
}

/** Runs one request at a time with the clock in the status line; failures become messages. */
async function ask<Answer>(what: string, send: (signal: AbortSignal) => Promise<Answer>): Promise<Answer | undefined> {
  current.abort();
  const mine = new AbortController();
  current = mine;
  isEvaluating = false;
  const started = performance.now();
  clearTimeout(fallback);
  live.forget();
  status.begin(what, "now");
  try {
    const answer = await send(mine.signal);
    status.say(`${((performance.now() - started) / 1000).toFixed(2)} s`);
    return answer;
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    const known = error instanceof ServiceError ? error : new ServiceError(String(error), []);
    status.say(known.message, true);
    // What is shown belongs to an earlier program now.
    element("result").classList.add("stale");
    const { diagnostics } = known;
    report(diagnostics.length > 0 ? diagnostics : [{ severity: "error", message: known.message }]);
    return undefined;
  }
}

function report(diagnostics: Result["diagnostics"]): void {
  showMessages(element("diagnostics"), diagnostics, (line, column) => editor.goTo(line, column));
  const isError = ({ severity, file }: Result["diagnostics"][number]): boolean =>
    severity === "error" && (file === undefined || file === "main.scad");
  editor.mark(diagnostics.filter(isError).flatMap(({ line }) => line ?? []));
}

async function runEvaluation(): Promise<void> {
  const asked = ask("Evaluating", (signal) => evaluate(program(), signal));
  const mine = current;
  isEvaluating = true;
  const result = await asked;
  if (mine === current) isEvaluating = false;
  if (result === undefined) return;
  report(result.diagnostics);
  show(result);
}

function show({ measures, mesh, polygon }: Result): void {
  const { box } = measures;
  showRows(measureRows(measures));
  draw(
    mesh !== undefined && box !== null ? solidGeometry(mesh, box) : undefined,
    polygon !== undefined && box !== null ? { pieces: [polygon], box } : undefined,
  );
  offerFormats(measures.dimension);
}

/** A preview knows no volume: its parts are not united. */
function showScene(scene: Scene): void {
  const solid = sceneGeometry.solid(scene);
  const meshes = scene.parts.flatMap(({ key }) => scene.meshes.get(key) ?? []);
  const flat = solid === undefined ? flatGeometry(scene) : undefined;
  const box = solid?.box ?? flat?.box;
  const triangles = meshes.reduce((sum, mesh) => sum + mesh.triangles.length / 3, 0);
  showRows([
    ...(box === undefined ? [] : [sizeRow(box.max.map((value, axis) => value - (box.min[axis] as number)))]),
    ["Parts", numberText(scene.parts.length)],
    ...(solid === undefined ? [] : [["Triangles", numberText(triangles)] as const]),
  ]);
  draw(solid?.geometry, flat);
  if (solid !== undefined || flat !== undefined) offerFormats(solid === undefined ? 2 : 3);
}

/** Draws what there is; neither is a program without geometry. */
function draw(solid: SolidGeometry | undefined, flat: FlatGeometry | undefined): void {
  element("result").classList.remove("stale");
  solidCanvas.hidden = solid === undefined;
  flatCanvas.hidden = flat === undefined;
  notice.hidden = solid !== undefined || flat !== undefined;
  notice.textContent = "The program made no geometry.";
  try {
    if (solid !== undefined) {
      solidView ??= new SolidView(solidCanvas);
      solidView.show(solid);
    }
    if (flat !== undefined) {
      flatView ??= new FlatView(flatCanvas);
      flatView.show(flat);
    }
  } catch (error) {
    solidCanvas.hidden = flatCanvas.hidden = true;
    notice.hidden = false;
    notice.textContent = (error as Error).message;
  }
}

type Row = readonly [name: string, text: string];

function numberText(value: number | null): string {
  if (value === null) return "too large";
  return Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
}

function sizeRow(size: readonly (number | null)[]): Row {
  return ["Size", size.map(numberText).join(" × ")];
}

function measureRows({ dimension, volume, area, box, counts }: Measures): Row[] {
  const rows: Row[] = [];
  if (box !== null) rows.push(sizeRow(box.size));
  if (dimension === 3) rows.push(["Volume", numberText(volume)]);
  if (dimension !== 0) rows.push([dimension === 3 ? "Surface" : "Area", numberText(area)]);
  for (const [name, count] of Object.entries(counts))
    rows.push([name[0]?.toUpperCase() + name.slice(1), numberText(count)]);
  return rows;
}

function showRows(rows: readonly Row[]): void {
  element("measures").replaceChildren(...rows.flatMap(([name, text]) => [cell("dt", name), cell("dd", text)]));
}

function cell(tag: "dt" | "dd", text: string): HTMLElement {
  const created = document.createElement(tag);
  created.textContent = text;
  return created;
}

/** The formats that can hold a result of this dimension; any when there is no result yet. */
function offerFormats(dimension: number | undefined): void {
  const before = format.value;
  const fitting = setup.formats.filter(
    (entry) => !dimension || entry.dimension === null || entry.dimension === dimension,
  );
  format.replaceChildren(...fitting.map((entry) => new Option(entry.format, entry.format)));
  const isFitting = fitting.some((entry) => entry.format === before);
  format.value = isFitting ? before : dimension === 2 ? "svg" : "stl";
}

async function download(): Promise<void> {
  const chosen = setup.formats.find((entry) => entry.format === format.value);
  if (chosen === undefined) return;
  const file = await ask("Exporting", (signal) => evaluateFile(program(), chosen.format, signal));
  if (file === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${example.value || "model"}.${chosen.suffix}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What the parameter fields depend on: the customizer reads up to the first brace. */
function headOf(source: string): string {
  return source.slice(0, source.search(/\{|$/));
}

async function describe(): Promise<void> {
  const { value } = editor;
  if (!details.open || described === headOf(value)) return;
  const found = await ask("Reading parameters", (signal) => parameters(value, signal));
  if (found === undefined) return;
  described = headOf(value);
  form.show(found);
}

/** Fields that are open follow the program while it is typed. What is wrong with it is told by its preview. */
async function followProgram(): Promise<void> {
  const { value } = editor;
  if (!details.open || described === headOf(value)) return;
  const found = await parameters(value).catch(() => undefined);
  if (found === undefined || value !== editor.value) return;
  described = headOf(value);
  form.show(found);
}

function choose(name: string): void {
  const chosen = setup.examples.find((entry) => entry.name === name);
  if (chosen === undefined) return;
  editor.value = chosen.source;
  described = undefined;
  form.clear();
  details.open = false;
  void runEvaluation();
}

for (const { name } of setup.examples) example.add(new Option(name, name));
offerFormats(undefined);
example.addEventListener("change", () => choose(example.value));
evaluateButton.addEventListener("click", () => void runEvaluation());
downloadButton.addEventListener("click", () => void download());
details.addEventListener("toggle", () => void describe());
fields.addEventListener("input", () => {
  if (live.isOpen) preview();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  void runEvaluation();
});

const wanted = setup.examples.find(({ name }) => location.hash === `#${encodeURIComponent(name)}`);
const first = wanted ?? setup.examples.find(({ name }) => name === "first-cube");
if (first !== undefined) {
  example.value = first.name;
  editor.value = first.source;
  if (wanted !== undefined) void runEvaluation();
}
