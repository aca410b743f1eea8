// Makes an API key and prints it once, with the entry that the service needs: `bun run key NAME [SCOPE …]`.
import { makeKey, parseKeyList } from "./api-keys.ts";

const [name = "", ...wanted] = process.argv.slice(2);
const { key, sha256 } = makeKey();
const entry = `${name}:${(wanted.length === 0 ? ["evaluate"] : wanted).join("+")}:${sha256}`;
try {
  parseKeyList(entry);
  process.stdout.write(`key:     ${key}\nentry:   ${entry}\n`);
} catch {
  process.stderr.write("usage: bun run key NAME [evaluate] [admin]\n");
  process.exitCode = 1;
}
