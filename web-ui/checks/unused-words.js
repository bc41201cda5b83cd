// Fails for a text of strings/en.json that no module uses: it would be sent to everybody and seen by nobody.
import { fileURLToPath } from "node:url";
import ts from "typescript";

const path = fileURLToPath(new URL("../tsconfig.json", import.meta.url));
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => { throw new Error(String(fault.messageText)); } };
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(path, {}, host);
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();

/** Declarations of texts that a module names. */
const used = new Set();
const use = (declaration) => used.add(declaration);

/** All texts of a group, where a module picks one by a value or hands the group on. */
function useAll(declaration) {
  use(declaration);
  declaration.forEachChild(useAll);
}

/** `t.a.b` goes on from `t.a`, and a declaration or an import gives it another name: neither uses all of it. */
const goesOn = ({ parent }) => [ts.isPropertyAccessExpression, ts.isVariableDeclaration, ts.isBindingElement, ts.isImportSpecifier].some((is) => is(parent));

/** @param {ts.Symbol | undefined} symbol */
const oursOf = (symbol) => (symbol?.declarations ?? []).filter((declaration) => declaration.getSourceFile().fileName.endsWith("types/words.d.ts"));

function visit(node) {
  if (ts.isBindingElement(node)) {
    oursOf(checker.getTypeAtLocation(node.parent).getProperty((node.propertyName ?? node.name).getText())).forEach(use);
  } else if (ts.isPropertyAccessExpression(node)) oursOf(checker.getSymbolAtLocation(node.name)).forEach(use);
  if ((ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && !goesOn(node)) {
    oursOf(checker.getTypeAtLocation(node).symbol).filter(ts.isTypeLiteralNode).forEach(useAll);
  }
  node.forEachChild(visit);
}

for (const file of program.getSourceFiles()) if (!file.isDeclarationFile && !file.fileName.includes("node_modules")) visit(file);

/** Names of the texts in a group that nobody uses. */
function unused(members, at) {
  return members.filter(ts.isPropertySignature).flatMap((member) => {
    const name = [...at, JSON.parse(member.name.getText())];
    if (ts.isTypeLiteralNode(member.type)) return unused(member.type.members, name);
    return used.has(member) ? [] : [name.join(".")];
  });
}

const words = program.getSourceFiles().find(({ fileName }) => fileName.endsWith("types/words.d.ts"));
const left = words.statements.filter(ts.isInterfaceDeclaration).flatMap(({ members }) => unused(members, []));
for (const name of left) console.error(`strings/en.json: no module uses ${name}`);
if (left.length) process.exit(1);
