// The grammar as a table: what is accepted and how it prints, what is refused (spec/language.md §2, §10.1).
import { expect, test } from "bun:test";
import { printAst, printExpression } from "../../../backend/ast/print.ts";
import { assigned, parseText } from "./harness.ts";

test.each([
  ["a||b&&c", "(a || (b && c))"],
  ["a==b<c", "(a == (b < c))"],
  ["1<2<3", "((1 < 2) < 3)"],
  ["a!=b>=c", "(a != (b >= c))"],
  ["a<=b|c", "(a <= (b | c))"],
  ["a|b&c", "(a | (b & c))"],
  ["a&b<<c", "(a & (b << c))"],
  ["a<<b>>c", "((a << b) >> c)"],
  ["a>>b+c", "(a >> (b + c))"],
  ["a-b-c", "((a - b) - c)"],
  ["a+b*c/d%e", "(a + (((b * c) / d) % e))"],
  ["2^3^2", "(2 ^ (3 ^ 2))"],
  ["-2^2", "-(2 ^ 2)"],
  ["2^-1", "(2 ^ -1)"],
  ["(-2)^2", "(-2 ^ 2)"],
  ["-a*b", "(-a * b)"],
  ["!a&&!!b", "(!a && !!b)"],
  ["~0+~a", "(~0 + ~a)"],
  ["+a", "a"],
  ['+"s"', '"s"'],
  ["a?b:c?d:e", "(a ? b : (c ? d : e))"],
  ["a?b?c:d:e", "(a ? (b ? c : d) : e)"],
  ["a||b?c+1:d", "((a || b) ? (c + 1) : d)"],
  ["f(1)[2].x(3)", "(f(1)[2].x)(3)"],
  ["f(1)(2)", "(f(1))(2)"],
  ["(f)(1)", "f(1)"],
  ["(a+b)(1)", "((a + b))(1)"],
  ["(function(x) x)(1)", "(function(x) x)(1)"],
  ["f(1,a=2,)", "f(1, a = 2)"],
  ["f(a+1,a.b,a(1)[2]==3?4:5,a^2)", "f((a + 1), a.b, ((a(1)[2] == 3) ? 4 : 5), (a ^ 2))"],
  ["f()", "f()"],
  ["function(a,b=2,)a+b", "function(a, b = 2) (a + b)"],
  ["function()function(x)x", "function() function(x) x"],
  ["let(a=1,b=a)a+b", "let(a = 1, b = a) (a + b)"],
  ["let()1", "let() 1"],
  ["assert(a)", "assert(a)"],
  ['assert(a,"m")b', 'assert(a, "m") b'],
  ["assert(a)-1", "assert(a) -1"],
  ["echo(a)[1]", "echo(a) [1]"],
  ["echo()echo(b)c", "echo() echo(b) c"],
  ["a?let(b=1)b:echo(c)c", "(a ? let(b = 1) b : echo(c) c)"],
  ["[]", "[]"],
  ["[1,2,]", "[1, 2]"],
  ["[[1],[2,[3]]]", "[[1], [2, [3]]]"],
  ["[0:5]", "[0 : 5]"],
  ["[0:2:5]", "[0 : 2 : 5]"],
  ["[let(a=1)a:3]", "[let(a = 1) a : 3]"],
  ["[a?b:c:d]", "[(a ? b : c) : d]"],
  ["[for(i=a)i]", "[for(i = a) (i)]"],
  ["[for(i=a,j=b)[i,j]]", "[for(i = a, j = b) ([i, j])]"],
  ["[for(i=a)for(j=b)if(i)j else i]", "[for(i = a) (for(j = b) (if(i) (j) else (i)))]"],
  ["[for(i=0,j=1;i<5;i=i+1,j=j*2)j]", "[for(i = 0, j = 1;(i < 5);i = (i + 1), j = (j * 2)) j]"],
  ["[for(;a;)b]", "[for(;a;) b]"],
  ["[for(i=0,;a;i=1,)b]", "[for(i = 0;a;i = 1) b]"],
  ["[for(i=0;a;)each b]", "[for(i = 0;a;) each (b)]"],
  ["[each a,each[1],each each b]", "[each (a), each ([1]), each (each (b))]"],
  ["[if(a)if(b)c else d]", "[if(a) (if(b) (c) else (d))]"],
  ["[let(a=1)for(i=a)i]", "[let(a = 1) (for(i = a) (i))]"],
  ["[let(a=1)(for(i=a)i)]", "[let(a = 1) (for(i = a) (i))]"],
  ["[let(a=1)a+1]", "[let(a = 1) (a + 1)]"],
  ["[let(a=1)(a)+1]", "[let(a = 1) (a + 1)]"],
  ["[let(a=1)let(b=2)each b]", "[let(a = 1) (let(b = 2) (each (b)))]"],
  ["[(for(i=a)i),(each b),(if(c)d)]", "[for(i = a) (i), each (b), if(c) (d)]"],
  ["[(let(a=1)each a)]", "[let(a = 1) (each (a))]"],
  ["[(let(a=1)a)+2]", "[(let(a = 1) a + 2)]"],
  ["[(a)(1)^2*3?4:5]", "[(((a(1) ^ 2) * 3) ? 4 : 5)]"],
  ["[((a))]", "[a]"],
  ["[for(i=a)(if(i)i)]", "[for(i = a) (if(i) (i))]"],
  ["[if(a)(each b)else(each c)]", "[if(a) (each (b)) else (each (c))]"],
  ["true", "true"],
  ["undef", "undef"],
  ['"a\\t\\n\\r\\"\\\\é\\u0001"', '"a\\t\\n\\r\\"\\\\é\u0001"'],
  ["123456789", "1.23457e+8"],
])("expression %s prints as %s", (text, printed) => {
  const parsed = parseText(`x=${text};`);
  expect(parsed.lines).toEqual([]);
  expect(printExpression(assigned(parsed, "x"))).toBe(printed);
});

test.each([
  "1+let(a=1)a",
  "!let(a=1)a",
  "f==function(x)x",
  "-function(x)x",
  "let(a=1)",
  "f(,)",
  "f(1,,2)",
  "f(1 2)",
  "[,]",
  "[1,,2]",
  "[1:2:3:4]",
  "[for(i=a)i:2]",
  "[((for(i=a)i))]",
  "[((let(a=1)for(i=a)i))]",
  "[for(i=a)]",
  "[(for(i=a)i)+1]",
  "(for(i=a)i)",
  "for(i=a)i",
  "each a",
  "if(a)b",
  "f(for(i=a)i)",
  "a.for",
  'a."b"',
  "a.1",
  "a ? b",
  "a ? : b",
  "a = b",
  "function(a+1)a",
  "function(1)a",
  "function(,)a",
  "()",
  "a[]",
  "a[1,2]",
  "1 2",
  "a^",
  "assert a",
  "[for(a;b)c]",
  "[for(a;b;c;d)e]",
  "[if(a)b else]",
  "*a",
  "",
])("expression %p is refused", (text) => {
  expect(parseText(`x=${text};`).lines).toEqual(["ERROR: Parser error: syntax error in file main.scad, line 1"]);
});

test.each([
  ["", ""],
  [";;", ""],
  ["a=1;", "a = 1;\n"],
  ["{a=1;{cube();}}", "a = 1;\ncube();\n"],
  ["cube();b=2;module m(){}function f(a,b=2)=a;", "function f(a, b = 2) = a;\nmodule m() {\n}\nb = 2;\ncube();\n"],
  ["module m()cube();", "module m() {\n\tcube();\n}\n"],
  ["module m(a,b=1,)c=a;", "module m(a, b = 1) {\n\tc = a;\n}\n"],
  ["module m();", "module m() {\n}\n"],
  ["module m()module n()cube();", "module m() {\n\tmodule n() {\n\t\tcube();\n\t}\n}\n"],
  ["module m()", "module m() {\n}\n"],
  ["module m(){function f()=1;x=f();{cube();}}", "module m() {\n\tfunction f() = 1;\n\tx = f();\n\tcube();\n}\n"],
  ["m()n();", "m() n();\n"],
  ["m(){}", "m();\n"],
  ["m(){n();}", "m() n();\n"],
  ["m(){a=1;}", "m() a = 1;\n"],
  ["m(){a=1;n();{o();};p(){}}", "m() {\n\ta = 1;\n\tn();\n\to();\n\tp();\n}\n"],
  ["!#%m()!n();", "m() n();\n"],
  ["*m();n();", "n();\n"],
  ["!*m(){n();}m()*n();", "m();\n"],
  ["if(a)m();", "if(a) m();\n"],
  ["if(a)m();else;", "if(a) m();\nelse;"],
  ["if(a)m();else n();", "if(a) m();\nelse n();\n"],
  ["if(a);else if(b)n();else{o();p();}", "if(a);\nelse if(b) n();\nelse {\n\to();\n\tp();\n}\n"],
  ["if(a)if(b)m();else n();", "if(a) if(b) m();\nelse n();\n"],
  ["for(i=[0:1])m();let(a=1)m();assert(true);echo(1)m();each(a)m();", undefined],
  ["m(a=1,2,)n(3);", "m(a = 1, 2) n(3);\n"],
])("program %s prints as %p", (text, printed) => {
  const parsed = parseText(text);
  expect(parsed.lines).toEqual([]);
  expect(printAst(parsed.file)).toBe(
    printed ?? "for(i = [0 : 1]) m();\nlet(a = 1) m();\nassert(true);\necho(1) m();\neach(a) m();\n",
  );
});

test.each([
  "m(){module n();}",
  "m(){function f()=1;}",
  "if(x)a=1;",
  "m()a=1;",
  "module(){}",
  "module m{}",
  "module m(1){}",
  "module m(,){}",
  "function f(x)x;",
  "function f()=1",
  "function for()=1;",
  "module if()cube();",
  "else m();",
  "if m();",
  "m()",
  "m",
  "}",
  "a=1;}",
  "1;",
  "m();)",
  "true=1;",
  "let=1;",
  "for;",
  "*a=1;",
  "!;",
  "%{cube();}",
  "m(){*}",
  "module m(){use <x>}",
  "m(){use <x>}",
])("program %p is refused", (text) => {
  const { lines, file } = parseText(text);
  expect(lines.filter((line) => line.startsWith("ERROR"))).toHaveLength(1);
  expect(lines.at(-1)).toStartWith("ERROR: Parser error: syntax error in file main.scad, line ");
  expect(file.failed).toBe(true);
});

test("modifiers are flags; a star removes the statement", () => {
  const { file } = parseText("!#a();%%b();*c();if(x)*d();#if(y)e();");
  expect(file.body.instantiations.map(({ modifiers }) => modifiers)).toEqual([
    { root: true, highlight: true, background: false },
    { root: false, highlight: false, background: true },
    { root: false, highlight: false, background: false },
    { root: false, highlight: true, background: false },
  ]);
});

test("operands without a name and unusual names", () => {
  const { file, lines } = parseText("__proto__ = 1; toString = 2; __proto__ = 3; module constructor() {} ", {
    options: { definitions: [] },
  });
  expect(lines).toEqual(['WARNING: "__proto__" was assigned on line 1 but was overwritten in file main.scad, line 1']);
  expect(file.body.assignments.map(({ name }) => name)).toEqual(["__proto__", "toString"]);
  expect(file.body.modules[0]?.name).toBe("constructor");
});

test("a scope with many assignments merges like a small one", () => {
  const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
  const text = names.map((name) => `${name} = 1;`).join("") + names.map((name) => `${name} = 2;`).join("");
  const { file, lines } = parseText(text);
  expect(file.body.assignments.map(({ name }) => name)).toEqual(names);
  expect(file.body.assignments.every(({ value }) => value.kind === "Literal" && value.value === 2)).toBe(true);
  expect(lines).toHaveLength(50);
});
