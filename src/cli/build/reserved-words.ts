/** Words that a function or a parameter of Kaleidoscope may have for a name, but not one of theirs. */

/** Keywords of JavaScript's modules, and names that TypeScript declares everywhere. */
export const TYPESCRIPT_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for function globalThis if implements import in instanceof interface
  let new null package private protected public return static super switch this throw true try
  typeof undefined var void while with yield`.split(/\s+/),
);
