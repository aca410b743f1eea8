// The list of what a program printed and was told. A message about a line of the program is a way to that line.
import type { Diagnostic } from "./api.ts";

/** More would make the page slow; the rest is counted. */
const shownMessages = 1000;

export function showMessages(
  list: HTMLElement,
  diagnostics: readonly Diagnostic[],
  goTo: (line: number, column: number | undefined) => void,
): void {
  const items = diagnostics.slice(0, shownMessages).map((diagnostic) => messageItem(diagnostic, goTo));
  const hidden = diagnostics.length - items.length;
  if (hidden > 0) items.push(plainItem(`… and ${hidden} more`));
  if (items.length === 0) items.push(plainItem("No messages."));
  list.replaceChildren(...items);
  list.scrollTop = 0;
}

function messageItem(
  { severity, message, file, line, column }: Diagnostic,
  goTo: (line: number, column: number | undefined) => void,
): HTMLElement {
  const item = document.createElement("li");
  item.className = severity;
  item.append(span("severity", severity));
  const isElsewhere = file !== undefined && file !== "main.scad";
  if (line !== undefined && !isElsewhere) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `line ${line}`;
    button.addEventListener("click", () => goTo(line, column));
    item.append(button);
  }
  item.append(span("message", isElsewhere ? `${message} (${file}:${line})` : message));
  return item;
}

function plainItem(text: string): HTMLElement {
  const item = document.createElement("li");
  item.className = "empty";
  item.textContent = text;
  return item;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}
