// Holds every example in a schema against the word that it is an example of.
// Usage: node examples.mjs SCHEMA. The last line is "all examples fit" when they do; else each that does not is a line.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allowUnionTypes: true, validateSchema: false });
ajv.addSchema(schema, "it");
let wrong = 0;
look(schema, "#");
if (wrong === 0) console.log("all examples fit");

function look(value, path) {
  if (Array.isArray(value)) value.forEach((v, i) => look(v, `${path}/${i}`));
  else if (value !== null && typeof value === "object") {
    if (Array.isArray(value.examples)) check(value.examples, path);
    for (const [key, inner] of Object.entries(value)) if (key !== "examples") look(inner, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
}

function check(examples, path) {
  const validate = ajv.compile({ $ref: `it${encodeURI(path)}` });
  for (const example of examples.filter((e) => !validate(e))) {
    wrong++;
    console.log(`${path}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`);
  }
}
