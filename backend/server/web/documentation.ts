// The API's description as a page for people: made from the OpenAPI document alone, readable without JavaScript.
import { readFileSync } from "node:fs";
import path from "node:path";
import { codes, type ErrorCode } from "../errors.ts";
import { everywhere } from "./answer-headers.ts";
import type { Answer, ApiDescription, OperationDescription, Schema } from "./api-description.ts";
import { errorTexts } from "./error-texts.ts";
import { html, type Markup, type Piece } from "./html.ts";
import { makePage, type Page } from "./page.ts";

export function documentationPage(api: ApiDescription): Page {
  const operations = operationsOf(api);
  const schemas = Object.entries(api.components.schemas);
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>moicad: HTTP interface</title>
<link rel="icon" href="data:,">
<style></style>
</head>
<body>
<nav aria-label="Contents">
<p class="title"><a href="/">moicad</a> ${api.info.version}</p>
<h2>Operations</h2>
<ul>${operations.map(({ id, method, address }) => html`<li><a href="#${id}"><b>${method}</b> ${address}</a></li>`)}</ul>
<h2>More</h2>
<ul><li><a href="#errors">Errors</a></li><li><a href="#headers">Headers</a></li><li><a href="/openapi.json">OpenAPI document</a></li></ul>
<h2>Schemas</h2>
<ul>${schemas.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main>
<h1>The HTTP interface</h1>
${introduction}
${operations.map(operationSection)}
${errorSection()}
${headerSection(api)}
<h2>Schemas</h2>
${schemas.map(([name, schema]) => schemaSection(name, schema))}
</main>
</body>
</html>
`;
  return makePage({ document: text, style: readFileSync(path.join(import.meta.dir, "documentation.css"), "utf8") });
}

const introduction = html`<p>Send an OpenSCAD program, get its geometry. As JSON, with mesh, measures and messages:</p>
<pre><code>curl localhost:3000/api/evaluate -H 'content-type: application/json' \\
  -d '{"source": "size = 1; cube(size);", "parameters": {"size": 10}}'</code></pre>
<p>As a file; the bare program is a body, too:</p>
<pre><code>curl 'localhost:3000/api/evaluate?format=stl' --data-binary @model.scad -o model.stl</code></pre>
<p>Every answer carries an <code>X-Request-Id</code>. Everything that is not a success is JSON of
<a href="#schema-ErrorAnswer">one shape</a> with one of <a href="#errors">these codes</a>.
A program's own messages, from <code>echo()</code> to warnings, are <code>diagnostics</code> with file, line and column.</p>`;

interface Listed {
  readonly id: string;
  readonly method: string;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly operation: OperationDescription;
}

/** One entry for an operation and its aliases, which differ in the address only. */
function operationsOf({ paths }: ApiDescription): readonly Listed[] {
  const all = Object.entries(paths).flatMap(([address, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), address, operation })),
  );
  const isAlias = (id: string, of: string): boolean => id.startsWith(`${of}-alias-`);
  return all
    .filter(({ operation }) => !operation.operationId.includes("-alias-"))
    .map(({ method, address, operation }) => {
      const id = operation.operationId;
      const aliases = all.filter((other) => isAlias(other.operation.operationId, id)).map((other) => other.address);
      return { id, method, address, aliases, operation };
    });
}

function operationSection({ id, method, address, aliases, operation }: Listed): Markup {
  const { requestBody, parameters, responses } = operation;
  return html`<section id="${id}">
<h2><b>${method}</b> ${address}</h2>
<p><strong>${operation.summary}.</strong> ${marked(operation.description)}</p>
${aliases.length > 0 ? html`<p>Also at ${listed(aliases.map((alias) => html`<code>${alias}</code>`))}.</p>` : undefined}
<h3>Parameters</h3>
${table(
  ["Name", "In", "Value", "Meaning"],
  parameters.map((entry) => [
    html`<code>${entry.name}</code>`,
    entry.in,
    typeOf(entry.schema),
    marked(entry.description),
  ]),
)}
${
  requestBody === undefined
    ? undefined
    : html`<h3>Body</h3><p>${marked(requestBody.description)}</p>${contentTable(requestBody.content)}`
}
<h3>Answers</h3>
${table(
  ["Status", "Meaning", "Content"],
  Object.entries(responses).map(([status, answer]) => [
    status,
    [paragraphs(answer.description), headersOf(answer)],
    contentOf(answer),
  ]),
)}
</section>
`;
}

function contentTable(content: Answer["content"]): Markup {
  return table(
    ["Type", "Content"],
    Object.entries(content).map(([type, { schema }]) => [html`<code>${type}</code>`, typeOf(schema)]),
  );
}

/** Those that not every answer has. */
function headersOf({ headers }: Answer): Piece {
  const own = Object.keys(headers).filter((name) => !(everywhere as readonly string[]).includes(name));
  if (own.length === 0) return undefined;
  return html`<p>Headers: ${listed(own.map((name) => html`<a href="#header-${name}"><code>${name}</code></a>`))}</p>`;
}

function headerSection({ components }: ApiDescription): Markup {
  const rows = Object.entries(components.headers).map(([name, { description, schema }]) => [
    html`<code id="header-${name}">${name}</code>`,
    schema.type,
    marked(description),
  ]);
  return html`<section id="headers"><h2>Headers of answers</h2>
${table(["Header", "Value", "Meaning"], rows)}</section>`;
}

function contentOf({ content }: Answer): Piece {
  const entries = Object.entries(content);
  if (entries.length > 3)
    return html`<details><summary>${entries.length} types</summary>${contentTable(content)}</details>`;
  return entries.map(([type, { schema }]) => html`<div><code>${type}</code> ${typeOf(schema)}</div>`);
}

function errorSection(): Markup {
  const rows = (Object.keys(codes) as ErrorCode[]).map((code) => [
    html`<code id="error-${code}">${code}</code>`,
    codes[code].status,
    codes[code].retryable ? "yes" : "no",
    marked(errorTexts[code]),
  ]);
  return html`<section id="errors"><h2>Errors</h2>
<p>“Retry” says whether the same request may succeed later. With <code>Accept: application/problem+json</code>, errors come
as problem details (RFC 9457) with the same members beside <code>type</code>, <code>title</code>, <code>status</code> and
<code>detail</code>.</p>
${table(["Code", "Status", "Retry", "Meaning"], rows)}</section>`;
}

function schemaSection(name: string, schema: Schema): Markup {
  const members = Object.entries(schema.properties ?? {});
  return html`<section id="schema-${name}"><h3>${name}</h3>
${members.length === 0 ? html`<p>${typeOf(schema)}</p>` : memberTable(members, schema.required ?? [])}</section>
`;
}

function memberTable(members: readonly (readonly [string, Schema])[], required: readonly string[]): Markup {
  return table(
    ["Member", "Value", "Meaning"],
    members.map(([name, schema]) => [
      html`<code>${name}</code>${required.includes(name) ? undefined : html` <i>optional</i>`}`,
      typeOf(schema),
      [
        marked(schema.description ?? ""),
        schema.properties === undefined
          ? undefined
          : memberTable(Object.entries(schema.properties), schema.required ?? []),
      ],
    ]),
  );
}

/** A schema in a few words; named ones are links. */
function typeOf(schema: Schema): Piece {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice("#/components/schemas/".length);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.anyOf !== undefined) return listed(schema.anyOf.map(typeOf), " or ");
  if (schema.enum !== undefined) return listed(schema.enum.map((value) => html`<code>${value}</code>`));
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.type === "array") return html`list of ${schema.items === undefined ? "anything" : typeOf(schema.items)}`;
  if (schema.type === "object") return objectType(schema);
  return `${schema.contentEncoding ?? schema.format ?? ""} ${schema.type ?? "anything"}${boundsOf(schema)}`.trim();
}

function objectType({ properties, additionalProperties }: Schema): Piece {
  if (properties !== undefined) {
    const members = Object.entries(properties);
    return html`object of ${listed(members.map(([name, schema]) => html`<code>${name}</code> (${typeOf(schema)})`))}`;
  }
  return typeof additionalProperties === "object" ? html`object: name to ${typeOf(additionalProperties)}` : "object";
}

function boundsOf({ minimum, exclusiveMinimum, maxLength }: Schema): string {
  if (exclusiveMinimum === 0) return ", positive";
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maxLength === undefined ? "" : `, at most ${maxLength} characters`;
}

function table(heads: readonly string[], rows: readonly (readonly Piece[])[]): Markup {
  return html`<div class="table"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function listed(pieces: readonly Piece[], separator = ", "): Piece {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [separator, piece]));
}

function paragraphs(text: string): Piece {
  return text.split("\n\n").map((part) => html`<p>${marked(part)}</p>`);
}

/** Text in which `backquotes` mark code. */
function marked(text: string): Piece {
  return text.split("`").map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`));
}
