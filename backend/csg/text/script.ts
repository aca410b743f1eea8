// Script and direction of a text, as `.csg` prints them and as the shaper uses them (spec/geometry.md §9.1). Pure: needs
// no font and no shaping engine.

export interface ResolvedScript {
  /** An ISO 15924 tag, or what was given when it names no script. */
  readonly script: string;
  readonly direction: "ltr" | "rtl" | "ttb" | "btt";
}

/** Tags that name no particular script: Common, Inherited, Unknown. */
const ignored = new Set(["Zyyy", "Zinh", "Zzzz"]);

/** Every script that Unicode gives to characters, the frequent ones first. */
const scripts = (
  "Latn Grek Cyrl Arab Hebr Hani Hira Kana Hang Deva Thai Armn Geor Beng Taml Telu Knda Mlym Gujr Guru Orya Sinh Laoo " +
  "Tibt Mymr Khmr Mong Ethi Cher Cans Syrc Thaa Nkoo Bopo Yiii Brai Copt Goth Runr Ogam Tfng Vaii Tglg Hano Buhd Tagb " +
  "Limb Tale Talu Bugi Sylo Bali Sund Batk Lepc Olck Saur Kali Rjng Cham Java Lana Tavt Mtei Lisu Bamu Glag Xsux Phnx " +
  "Lyci Cari Lydi Avst Egyp Samr Armi Sarb Prti Phli Orkh Kthi Mand Brah Merc Mero Plrd Shrd Sora Takr Ital Ugar Xpeo " +
  "Dsrt Shaw Osma Linb Cprt Khar Phag Aghb Bass Dupl Elba Gran Khoj Lina Mahj Mani Mend Modi Mroo Narb Nbat Palm Pauc " +
  "Perm Phlp Sidd Sind Tirh Wara Ahom Hatr Hluw Hmng Hung Mult Sgnw Adlm Bhks Marc Newa Osge Tang Gonm Nshu Soyo Zanb " +
  "Dogr Gong Maka Medf Rohg Sogd Sogo Elym Hmnp Nand Wcho Chrs Diak Kits Yezi Cpmn Ougr Tnsa Toto Vith Kawi Nagm Gara " +
  "Gukh Krai Onao Sunu Todr Tutg"
).split(" ");

/** Scripts written from right to left. */
const rightToLeft = new Set(
  (
    "Arab Hebr Syrc Thaa Nkoo Samr Mand Cprt Khar Phnx Lydi Avst Armi Phli Prti Sarb Orkh Merc Mero Mani Mend Nbat Narb " +
    "Palm Phlp Hatr Adlm Rohg Sogd Sogo Elym Chrs Yezi Ougr Gara"
  ).split(" "),
);

/** Tags that stand for another script, lowercase. */
const synonyms: Readonly<Record<string, string>> = {
  qaai: "Zinh",
  qaac: "Copt",
  aran: "Arab",
  cyrs: "Cyrl",
  geok: "Geor",
  hans: "Hani",
  hant: "Hani",
  jamo: "Hang",
  latf: "Latn",
  latg: "Latn",
  syre: "Syrc",
  syrj: "Syrc",
  syrn: "Syrc",
};

/** Finds what was not given: the script from the characters, the direction from the script. */
export function resolveScript(text: string, script: string, direction: string): ResolvedScript {
  const found = script === "" ? detectScript(text) : toTag(script);
  const known = found !== undefined && !ignored.has(found);
  return {
    script: known ? found : script,
    direction: toDirection(direction) ?? (known && rightToLeft.has(found) ? "rtl" : "ltr"),
  };
}

/** Only the first letter counts. */
function toDirection(direction: string): ResolvedScript["direction"] | undefined {
  switch (direction.charAt(0).toLowerCase()) {
    case "l":
      return "ltr";
    case "r":
      return "rtl";
    case "t":
      return "ttb";
    case "b":
      return "btt";
    default:
      return undefined;
  }
}

/** The first four letters with ISO 15924's capitals; undefined when they cannot be a tag. */
function toTag(script: string): string | undefined {
  const letters = script.slice(0, 4).toLowerCase();
  if (!/^[a-z]{4}$/.test(letters)) return undefined;
  return Object.hasOwn(synonyms, letters) ? synonyms[letters] : letters.charAt(0).toUpperCase() + letters.slice(1);
}

/** The one script of all characters that have one; undefined when there is none or more than one. */
function detectScript(text: string): string | undefined {
  const rest = text.replace(/[\p{Script=Zyyy}\p{Script=Zinh}\p{Script=Zzzz}]+/gu, "");
  const first = rest.codePointAt(0);
  if (first === undefined) return undefined;
  const character = String.fromCodePoint(first);
  const script = scripts.find((tag) => propertyOf(tag, "").test(character));
  if (script === undefined) return undefined;
  return propertyOf(script, "+").test(rest) ? script : undefined;
}

function propertyOf(tag: string, repeat: "" | "+"): RegExp {
  return new RegExp(`^\\p{Script=${tag}}${repeat}$`, "u");
}
