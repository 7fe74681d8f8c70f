/** Words that are names in Kaleidoscope, but reserved in TypeScript or in C and C++. */

/** Keywords of JavaScript's modules, and names that TypeScript declares everywhere. */
export const TYPESCRIPT_WORDS: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for function globalThis if implements import in instanceof interface
  let new null package private protected public return static super switch this throw true try
  typeof undefined var void while with yield`.split(/\s+/),
);

/** Keywords of C23 and C++23, macros of compilers, and `main`, which the C program defines. */
export const C_WORDS: ReadonlySet<string> = new Set(
  `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t
  char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
  constinit continue decltype default delete do double dynamic_cast else enum explicit export extern
  false float for friend goto if inline int i386 linux long main mutable namespace new noexcept not
  not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires
  restrict return short signed sizeof static static_assert static_cast struct switch template this
  thread_local throw true try typedef typeid typename typeof typeof_unqual union unix unsigned using
  virtual void volatile wchar_t while xor xor_eq`.split(/\s+/),
);
