// The container of a PDF page: objects, cross-reference table, trailer.
import type { Page } from "./pdf-page.ts";

export interface DocumentParts {
  readonly page: Page;
  /** Operators of the page, ASCII. The font /F1 is Helvetica. */
  readonly content: string;
  /** Entries of the information dictionary. */
  readonly information: ReadonlyMap<string, string>;
}

/** A document of one page. */
export function pdfDocument({ page, content, information }: DocumentParts): Uint8Array {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< ${[...information].map(([key, text]) => `/${key} ${pdfText(text)}`).join(" ")} >>`,
  ];
  const parts = ["%PDF-1.5\n"];
  const offsets: number[] = [];
  let length = (parts[0] as string).length;
  for (const [i, object] of objects.entries()) {
    const part = `${i + 1} 0 obj\n${object}\nendobj\n`;
    offsets.push(length);
    parts.push(part);
    length += part.length;
  }
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`);
  parts.push(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${length}\n%%EOF\n`);
  return new TextEncoder().encode(parts.join(""));
}

/** A PDF text string: literal for ASCII, else UTF-16 with a byte order mark in hexadecimal. */
export function pdfText(text: string): string {
  if (/^[ -~]*$/.test(text)) return `(${text.replace(/[\\()]/g, "\\$&")})`;
  let digits = "FEFF";
  for (let i = 0; i < text.length; i++) digits += text.charCodeAt(i).toString(16).toUpperCase().padStart(4, "0");
  return `<${digits}>`;
}

/** A string to be shown in Helvetica with WinAnsiEncoding; characters that it lacks become question marks. */
export function pdfShownText(text: string): string {
  const bytes = text.replace(/[^ -~\u00a0-\u00ff]/gu, "?").replace(/[\\()]/g, "\\$&");
  const octal = (character: string): string => `\\${character.charCodeAt(0).toString(8)}`;
  return `(${bytes.replace(/[\u00a0-\u00ff]/g, octal)})`;
}
