// What an editor shows: asks the YAML language server, as an editor does, over its standard input and output.
// Usage: node editor.mjs FOLDER, where FOLDER holds the schemas; a JSON object a line comes in, and one a line goes out:
//   { "text": "…", "line": 3, "column": 5 }  →  { "completions": { "timeout": "After …" }, "hover": "…", "problems": [ { "line": 3, "column": 5, "message": "…" } ] }
// Lines and columns count from 1. A text names its schema as authors do: by `# yaml-language-server: $schema=…`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { pathToFileURL, fileURLToPath } from "node:url";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2]);
const here = fileURLToPath(new URL(".", import.meta.url));
const server = spawn(process.execPath, [join(here, "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
server.on("exit", (code) => process.exit(code ?? 1));

let number = 0;
let received = Buffer.alloc(0);
const answers = new Map();
const published = new Map();
const waiting = new Map();

server.stdout.on("data", (data) => {
  received = Buffer.concat([received, data]);
  for (;;) {
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, end).toString())[1]);
    if (received.length < end + 4 + length) return;
    const message = JSON.parse(received.subarray(end + 4, end + 4 + length).toString());
    received = received.subarray(end + 4 + length);
    take(message);
  }
});

function take(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    published.set(message.params.uri, message.params.diagnostics);
    waiting.get(message.params.uri)?.();
  } else if (message.method === "workspace/configuration") {
    reply(message.id, message.params.items.map((i) => (i.section === "yaml" ? { validate: true, hover: true, completion: true, schemaStore: { enable: false } } : {})));
  } else if (message.method !== undefined && message.id !== undefined) {
    reply(message.id, null);
  } else if (message.id !== undefined) {
    answers.get(message.id)(message);
  }
}

const write = (message) => {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
};
const reply = (id, result) => write({ id, result });
const notify = (method, params) => write({ method, params });
const ask = (method, params) =>
  new Promise((done, failed) => {
    const id = ++number;
    answers.set(id, (m) => (m.error ? failed(new Error(`${method}: ${m.error.message}`)) : done(m.result)));
    write({ id, method, params });
  });

await ask("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: { completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } }, hover: { contentFormat: ["markdown", "plaintext"] } },
  },
});
notify("initialized", {});
notify("workspace/didChangeConfiguration", { settings: { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } } });

for await (const line of createInterface({ input: process.stdin })) {
  const { text, line: row, column } = JSON.parse(line);
  const uri = pathToFileURL(join(folder, `document-${number}.yaml`)).href;
  const diagnosed = new Promise((done) => waiting.set(uri, done));
  notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  const at = { textDocument: { uri }, position: { line: row - 1, character: column - 1 } };
  const [completion, hover] = [await ask("textDocument/completion", at), await ask("textDocument/hover", at)];
  await diagnosed;
  const items = Array.isArray(completion) ? completion : (completion?.items ?? []);
  const words = (d) => (typeof d === "string" ? d : (d?.value ?? ""));
  console.log(
    JSON.stringify({
      completions: Object.fromEntries(items.map((i) => [i.label, words(i.documentation)])),
      hover: words(hover?.contents),
      problems: published.get(uri).map((p) => ({ line: p.range.start.line + 1, column: p.range.start.character + 1, message: p.message })),
    }),
  );
  notify("textDocument/didClose", { textDocument: { uri } });
}
await ask("shutdown", null);
notify("exit");
