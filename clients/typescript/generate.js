// Generates `src/generated` (or another folder) from `docs/openapi.json`. After a change of that file: npm run generate
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const HEAD = "// Made by generate.js of docs/openapi.json: change those.\n\n";
const description = new URL("../../docs/openapi.json", import.meta.url);
const folder = process.argv[2] ? pathToFileURL(`${resolve(process.argv[2])}/`) : new URL("src/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("schema.ts", folder), HEAD + astToString(await openapiTS(description)));

const keyed = [];
for (const [path, methods] of Object.entries(JSON.parse(readFileSync(description, "utf8")).paths)) {
  if (methods.post?.parameters?.some((it) => it.in === "header" && it.name === "Idempotency-Key")) keyed.push(path);
}
const rows = keyed.map((path) => `  ${JSON.stringify(path)},\n`).join("");
writeFileSync(
  new URL("keyed.ts", folder),
  `${HEAD}/** The POSTs that take an \`Idempotency-Key\`. */\nexport const KEYED: ReadonlySet<string> = new Set([\n${rows}]);\n`,
);
