// Customizer annotations in the .ast text (spec/language.md §10.3, cli.md §2.1 - §2.6).
import { expect, test } from "bun:test";
import { collectAnnotations } from "../../../backend/ast/annotations.ts";
import { printAst, printExpression } from "../../../backend/ast/print.ts";
import { parseText, type Setup } from "./harness.ts";

/** `name: group|description|parameter` of every annotated assignment. */
function annotated(text: string, setup?: Setup): readonly string[] {
  const { file, ctx } = parseText(text, setup);
  expect(file.failed).toBe(false);
  return [...collectAnnotations(file, ctx.sources)].map(([{ name }, { group, description, parameter }]) =>
    [name, group, description, printExpression(parameter)].join("|"),
  );
}

function parameterOf(comment: string): string {
  return annotated(`x = 1; //${comment}`)[0]?.slice("x|||".length) ?? "not annotated";
}

test.each([
  ["", '""'],
  ["12", "12"],
  ["  0.5 ", "0.5"],
  ["-2", "-2"],
  ["+4", "4"],
  [".5", "0.5"],
  ["5.", "5"],
  ["1e3", "1000"],
  ["1e", '"1e"'],
  ["1e999", '""'],
  ["1e999 a", '"a"'],
  ["just words", '"just words"'],
  ["10 mm", '"10 mm"'],
  ["1000000 m", '"1e+06 m"'],
  ["10mm", '"10mm"'],
  ["12;", '"12;"'],
  ['"x y"', '"x y"'],
  ['"a\\tb\\n\\"c\\"\\\\"', '"a\\tb\\n\\"c\\"\\\\"'],
  ['"open', '"open"'],
  ['"\\u12\\q\\', '"u12q"'],
  ["a  \t b", '"a b"'],
  ["a\tb", '"a\\tb"'],
  ["1 2", '""'],
  ["1 2 a", '"1 2 a"'],
  ["[1:10]", "[1 : 10]"],
  ["[1:2:10]", "[1 : 2 : 10]"],
  ["[1:2:3:4]", '""'],
  ["[a:b:c]", '""'],
  ["[10]", "[10]"],
  ["[a]", '["a"]'],
  ["[a:b]", '[["a", "b"]]'],
  ["[1:b]", '[[1, "b"]]'],
  ["[1:2, 3:4]", "[[1, 2], [3, 4]]"],
  ["[0, 1,2]", "[0, 1, 2]"],
  ['[foo, bar baz, "a, b"]', '["foo", "bar baz", "a, b"]'],
  ['[10:Small, 20: 34 Medium, "L":Large 12]', '[[10, "Small"], [20, "34 Medium"], ["L", "Large 12"]]'],
  ["[1 12]", '""'],
  ["[1:12", '""'],
  ["[]", '""'],
  ["[1,]", '""'],
  ["[,1]", '""'],
  ["[[1]]", '""'],
  ["[1:10] mm", '""'],
  ["[1:12] //[12:34]", '""'],
  ["[5]px", '""'],
  ["(1:5)", '""'],
  ["(5)", "5"],
  ["1:5", '""'],
  ["1,2", '""'],
  ["]", '""'],
])("//%s", (comment, printed) => {
  expect(parameterOf(comment)).toBe(printed);
});

test("only literals are annotated", () => {
  const text =
    'a=1;b=-a;c=[1,[]];d=[0:1:2];e=!true;f=1+1;g=undef;h=sin(1);i=-["x"];j=[a];k=(2);l=+3;m=[for(x=c)x];n=[0:a];';
  expect(annotated(text.replaceAll(";", ";\n")).map((line) => line[0])).toEqual([..."acdegikl"]);
});

test("the first // behind at most one semicolon counts, strings aside", () => {
  expect(
    annotated(
      'a="//"; // 1\nb=";;"; // 2\nc="\\"//"; // 3\nd=1; e=2; // 4\nf=5 // 6\n;\n/* ; // 7 */ g=7; // 8\nh=1; /* x */ // 9\n',
    ).map((line) => line.replace(/^(\w).*\|/, "$1 ")),
  ).toEqual(["a 1", "b 2", "c 3", 'd ""', 'e ""', "f 6", 'g "7 */ g=7; // 8"', "h 9"]);
});

test("the scan stops before the line of the first brace, even of one in a string", () => {
  expect(annotated('a=1;\nb="{";\nc=2;')).toEqual(['a|||""']);
  expect(annotated("a=1; // {\n/* { \n { */ b=2;\nmodule m() cube(1);\nc=3;\nd=4; module n() {}\ne=5;")).toHaveLength(
    3,
  );
});

test("a carriage return at the end of a line is not part of it", () => {
  expect(annotated("a=1; // 2\r\n// desc\r\nb=2; // [1:3]\r\n")).toEqual(["a|||2", "b||desc|[1 : 3]"]);
});

test("the description is the comment in the first column of the line above", () => {
  const described = (line: string) => annotated(`${line}\nx=1;`).at(-1);
  expect(described("// \t x // y  ")).toBe('x||x   y  |""');
  expect(described("///z")).toBe('x||/z|""');
  expect(described(" // x")).toBe('x|||""');
  expect(described("//")).toBe('x|||""');
  expect(described("y=1; // x")).toBe('x|||""');
});

test("groups are one-line block comments on earlier lines", () => {
  const text = [
    "z=0;",
    "/* [A] [B] */",
    "a=1; /* note */",
    "b=1; /* [ Tab  ] */ c=2;",
    "d=1;",
    "/* [X]",
    "*/",
    'e="/* [no] */"; // /* [hid] */',
    "f=1; /* [a[b]c] */",
    "g=1; /* [z */",
    "h=1; /*]y[ [w]*/",
    "i=1; /*/ [x] */",
    "j=1;",
  ];
  const groups = annotated(text.join("\n")).map((line) => line.split("|").slice(0, 2).join(":"));
  expect(groups).toEqual([
    "z:",
    "a:A-B",
    "b:",
    "c:",
    "d: Tab  ",
    "e: Tab  ",
    "f: Tab  ",
    "g:a[b",
    "h:",
    "i: [w",
    "j:x",
  ]);
  expect(collectAnnotations(parseText("z=0;").file, parseText("z=0;").ctx.sources).values().next().value?.group).toBe(
    undefined,
  );
});

test("the deciding assignment is the last one, and must be in the main file", () => {
  const files = { "/i.scad": "a=1; // 1\nb=1; // 2\nc=1; // 3" };
  expect(annotated("include <i.scad>\nb=2; // 4\nd=1; // 5\nd=2; // 6", { files })).toEqual(["b|||4", "d|||6"]);
  expect(annotated("a=1; // 1\nmodule m() {}\na=2; // 2")).toEqual([]);
});

test("a definition of the command line moves its parameter behind the marker", () => {
  const options = { definitions: ["a=5"] };
  expect(annotated("a=1; // 1\nb=1; // 2\nmodule m() {}", { options })).toEqual(["b|||2"]);
  expect(annotated("a=1; // 1\nb=1; // 2", { options })).toEqual(['a|||""', "b|||2"]);
});

test("annotations are printed before their assignment, and only at the top level", () => {
  const { file, ctx } = parseText('/* [G "1"] */\n// D\na=1; // [2]\nb=a;\ncube()\n c();\n');
  expect(printAst(file, collectAnnotations(file, ctx.sources))).toBe(
    '//Group("G \\"1\\"")\n//Description("D")\n//Parameter([2])\na = 1;\nb = a;\ncube() c();\n',
  );
});

test("comments made to be slow are read in time", () => {
  const brackets = `/* ${"[".repeat(200_000)} */\n`;
  const groups = "/*[g]*/\n".repeat(20_000);
  const assignments = Array.from({ length: 20_000 }, (_, i) => `a${i}=1; // [${i}:Label]\n`).join("");
  expect(annotated(brackets + groups + assignments)).toHaveLength(20_000);
  expect(annotated(`a=1; // ${'"'.repeat(100_001)}\nb=1; // ${"[".repeat(100_000)}`)).toHaveLength(2);
});
