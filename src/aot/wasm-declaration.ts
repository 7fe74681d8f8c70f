/**
 * Writes a TypeScript declaration of a WebAssembly module: its exports, as if it were a module of
 * JavaScript, and a type for its imports.
 */
import { IMPORT_MODULE } from '../engines/wasm/index.ts';
import { TYPESCRIPT_WORDS } from './reserved-words.ts';
import type { Signature, WholeProgram } from './whole-program.ts';

/**
 * Returns the text of the declaration. For `shapes.wasm` its file is `shapes.d.wasm.ts`, where
 * TypeScript looks for it under `allowArbitraryExtensions`.
 */
export function wasmDeclaration({ exported, imported }: WholeProgram): string {
  const lines = [...importsType(imported), ''];
  exported.forEach((signature, index) => {
    const { name } = signature;
    if (isIdentifier(name)) lines.push(`export function ${declaration(signature, name)}`);
    else {
      const alias = `function$${index + 1}`; // no name of a program has a dollar
      lines.push(`declare function ${declaration(signature, alias)}`);
      lines.push(`export { ${alias} as ${quote(name)} };`);
    }
  });
  if (exported.length === 0) lines.push('export {};');
  return `${lines.join('\n')}\n`;
}

/** A type alias, because `WebAssembly.instantiate` does not accept an interface. */
function importsType(imported: readonly Signature[]): string[] {
  const comment = '/** What to give `WebAssembly.instantiate` after the bytes. */';
  if (imported.length === 0) return [comment, 'export type Imports = Record<string, never>;'];
  const members = imported.map((signature) => {
    const { name } = signature;
    return `    ${declaration(signature, isIdentifier(name) ? name : quote(name))}`;
  });
  return [comment, 'export type Imports = {', `  ${IMPORT_MODULE}: {`, ...members, '  };', '};'];
}

function declaration({ parameters }: Signature, name: string): string {
  const list = parameters.map((parameter) => `${spare(parameter)}: number`);
  return `${name}(${list.join(', ')}): number;`;
}

/** Adds a dollar to a parameter name that TypeScript reserves; callers do not see it. */
function spare(parameter: string): string {
  return isIdentifier(parameter) ? parameter : `${parameter}$`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !TYPESCRIPT_WORDS.has(name);
}

function quote(name: string): string {
  return `'${name.replace(/['\\]/g, '\\$&')}'`;
}
