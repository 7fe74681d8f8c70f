/** What the text of a module leaves unsaid about its functions, said in LLVM's words. */

/**
 * Makes functions private that others should not see, and tells LLVM that no name means C's
 * function of that name: a program may define its own `pow`, and even C's would not give the same
 * bits as what LLVM puts in its place.
 */
export function withVisibility(text: string, isExported: (name: string) => boolean): string {
  return text.replace(
    /^(define|declare) double @("[^"]*"|[^"(]+)(.*?)( \{)?$/gm,
    (line, kind: string, quoted: string, parameters: string, brace = '') => {
      if (quoted.startsWith('llvm.')) return line;
      const name = quoted.replace(/^"|"$/g, '');
      const linkage = kind === 'declare' || isExported(name) ? '' : 'internal ';
      const attributes = kind === 'declare' ? 'nobuiltin "no-builtins"' : '"no-builtins"';
      return `${kind} ${linkage}double @${quoted}${parameters} ${attributes}${brace}`;
    },
  );
}
