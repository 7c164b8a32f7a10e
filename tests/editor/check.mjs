// What an independent reader of YAML and an independent validator of JSON Schema say of documents.
// Usage: node check.mjs FOLDER, where FOLDER holds the schemas; a JSON object a line comes in, and one a line goes out:
//   { "schema": "runbook.v1.schema.json", "text": BASE64 }  →  { "refused": [ "/steps/0: must have …" ] }
// All schemas are compiled in strict mode first; one that cannot be ends the program.
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";

const folder = process.argv[2];
// A scalar of YAML is a union of types, and "one of these keys" names keys that stand beside it; everything else of the strict mode holds.
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allowUnionTypes: true });
const validators = new Map();
for (const name of readdirSync(folder).filter((n) => n.endsWith(".json"))) {
  const schema = JSON.parse(readFileSync(join(folder, name), "utf8"));
  if (!ajv.validateSchema(schema)) throw new Error(`${name}: ${ajv.errorsText()}`);
  validators.set(name, ajv.compile(schema));
}

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, text } = JSON.parse(line);
  const words = Buffer.from(text, "base64").toString("utf8");
  const validate = validators.get(schema);
  console.log(JSON.stringify({ refused: schema.startsWith("event.") ? verdict(validate, JSON.parse(words)) : refused(validate, words) }));
}

function refused(validate, text) {
  const documents = parseAllDocuments(text, { uniqueKeys: true, logLevel: "silent" });
  const first = documents[0];
  if (first === undefined || documents.length !== 1) return ["one document is wanted"];
  if (first.errors.length > 0) return first.errors.map((e) => `YAML: ${e.message.split("\n")[0]}`);
  let value;
  try {
    value = first.toJS();
  } catch (e) {
    return [`YAML: ${e.message}`];
  }
  return verdict(validate, value);
}

function verdict(validate, value) {
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
}
