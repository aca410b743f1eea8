// Fields for the customizer parameters of a program. Only what the user changed is sent along.
import type { Parameter, ParameterValue } from "./api.ts";

export class ParameterForm {
  readonly #place: HTMLElement;
  readonly #onChange: () => void;
  readonly #changed = new Map<string, ParameterValue>();

  constructor(place: HTMLElement, onChange: () => void) {
    this.#place = place;
    this.#onChange = onChange;
  }

  /** The values that differ from the program's own. */
  get values(): Readonly<Record<string, ParameterValue>> {
    return Object.fromEntries(this.#changed);
  }

  clear(): void {
    this.#changed.clear();
    this.#place.replaceChildren();
  }

  /** Values changed before stay where the parameter still exists and has the same kind. */
  show(parameters: readonly Parameter[]): void {
    const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    for (const [name, value] of this.#changed) {
      const initial = known.get(name)?.initial;
      if (typeof initial !== typeof value || Array.isArray(initial)) this.#changed.delete(name);
    }
    const fields: HTMLElement[] = [];
    let group: string | undefined;
    for (const parameter of parameters) {
      if (parameter.group !== group) {
        group = parameter.group;
        const heading = document.createElement("h2");
        heading.textContent = group;
        fields.push(heading);
      }
      fields.push(...this.#field(parameter));
    }
    if (fields.length === 0) fields.push(document.createTextNode("This program has none.") as unknown as HTMLElement);
    this.#place.replaceChildren(...fields);
  }

  #field(parameter: Parameter): HTMLElement[] {
    const control = controlOf(parameter, this.#changed.get(parameter.name) ?? parameter.initial);
    control.id = `parameter-${parameter.name}`;
    control.addEventListener("change", () => {
      const value = readControl(control, parameter);
      if (value === undefined) return;
      if (String(value) === String(parameter.initial)) this.#changed.delete(parameter.name);
      else this.#changed.set(parameter.name, value);
      this.#onChange();
    });
    const label = document.createElement("label");
    label.htmlFor = control.id;
    label.textContent = parameter.name;
    if (parameter.description !== undefined) label.title = control.title = parameter.description;
    return [label, control];
  }
}

type Control = HTMLInputElement | HTMLSelectElement;

function controlOf({ kind, options, minimum, maximum, step }: Parameter, value: ParameterValue): Control {
  if (kind === "enum") {
    const select = document.createElement("select");
    for (const option of options ?? []) select.add(new Option(option.name, String(option.value)));
    select.value = String(value);
    return select;
  }
  const input = document.createElement("input");
  if (kind === "boolean") {
    input.type = "checkbox";
    input.checked = value === true;
    return input;
  }
  if (kind === "number") {
    input.type = "number";
    input.step = step === undefined ? "any" : String(step);
    if (minimum !== undefined) input.min = String(minimum);
    if (maximum !== undefined) input.max = String(maximum);
  }
  input.value = Array.isArray(value) ? value.join(", ") : String(value);
  return input;
}

/** Undefined while a field holds no value of its kind. */
function readControl(control: Control, { kind, options, initial }: Parameter): ParameterValue | undefined {
  switch (kind) {
    case "boolean":
      return (control as HTMLInputElement).checked;
    case "enum":
      return options?.find(({ value }) => String(value) === control.value)?.value;
    case "string":
      return control.value;
    case "number":
      return control.value === "" ? undefined : Number(control.value);
    case "vector": {
      const numbers = control.value.split(",").map(Number);
      const fits = numbers.length === (initial as readonly number[]).length && numbers.every(Number.isFinite);
      return fits ? numbers : undefined;
    }
    default:
      return kind satisfies never;
  }
}
