// Writes templates/plugin/oads-plugin.d.ts: the types of the public API (src/core/plugin/api.ts) in one file that imports nothing.
// What the API takes from libraries stands there as little as a plugin needs of it.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-api';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const API = join(root, 'src/core/plugin/api.ts');
export const TYPES = join(root, 'templates/plugin/oads-plugin.d.ts');

/** Types of libraries, by name. */
const STAND_INS = {
  TSchema: '/** A JSON Schema; `api.Type` builds them. */\ninterface TSchema {\n    readonly [keyword: string]: unknown;\n}',
  TypeBuilder:
    '/** TypeBox: https://github.com/sinclairzx81/typebox */\ninterface TypeBuilder {\n    readonly [builder: string]: (...args: any[]) => TSchema;\n}',
  Polars: '/** nodejs-polars, as a whole. */\ntype Polars = any;',
  DataFrame: '/** A DataFrame of nodejs-polars. */\ntype DataFrame = any;',
  Buffer:
    '/** Of Node.js. */\ninterface Buffer extends Uint8Array {\n    toString(encoding?: string, start?: number, end?: number): string;\n}',
};

export function makePluginTypes() {
  const { declarations, exported } = readDeclarations();
  const needed = new Map();
  const take = (name) => {
    if (needed.has(name) || (!declarations.has(name) && !(name in STAND_INS))) return;
    const own = name in STAND_INS ? { text: STAND_INS[name] } : declarations.get(name);
    needed.set(name, own);
    if (own.node) for (const used of namesIn(own.node)) take(used);
  };
  for (const name of exported) take(name);
  const blocks = [...needed].map(([name, { text }]) => (exported.includes(name) ? exportText(text) : text));
  return `// The types of oads' plugin API. Made by oads: do not edit, and write it anew with \`oads plugins new\` when the API has grown.\n\n${blocks.join('\n\n')}\n\nexport {};\n`;
}

/** Every declaration of the API's files as tsc emits it, by name, and the names that the API exports. */
function readDeclarations() {
  const options = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const program = ts.createProgram([API], options);
  const declarations = new Map();
  const exported = [];
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || !source.fileName.startsWith(join(root, 'src'))) continue;
    const isApi = source.fileName === API;
    program.emit(
      source,
      (_name, text) => {
        const emitted = ts.createSourceFile('emitted.d.ts', text, ts.ScriptTarget.ES2024, true);
        for (const node of emitted.statements) {
          if (isApi && ts.isExportDeclaration(node)) exported.push(...node.exportClause.elements.map(({ name }) => name.text));
          const name = node.name?.text ?? node.declarationList?.declarations[0]?.name.text;
          if (name === undefined) continue;
          if (isApi) exported.push(name);
          const comments = ts.getLeadingCommentRanges(text, node.pos)?.filter(({ pos }) => text.startsWith('/**', pos)) ?? [];
          const from = comments.at(-1)?.pos ?? node.getStart();
          const plain = text.slice(from, node.end).replace(/^export (?=\w)/m, '');
          // The file's own description begins the file; a declaration of another file may have the same name.
          if (!declarations.has(name) || isApi) declarations.set(name, { node, text: plain });
        }
      },
      undefined,
      true,
    );
  }
  return { declarations, exported };
}

function namesIn(node) {
  const names = [];
  const visit = (child) => {
    if (ts.isTypeReferenceNode(child) || ts.isExpressionWithTypeArguments(child)) names.push(rootName(child.typeName ?? child.expression));
    if (ts.isTypeQueryNode(child)) names.push(rootName(child.exprName));
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}

function rootName(name) {
  return name.left ? rootName(name.left) : name.text;
}

function exportText(text) {
  const at = text.startsWith('/**') ? text.indexOf('*/') + 3 : 0;
  return `${text.slice(0, at)}export ${text.slice(at).trimStart()}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TYPES, makePluginTypes());
  console.log(TYPES.slice(root.length + 1));
}
