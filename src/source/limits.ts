/** Limits that the language, the core and its engines share. */

/** Most parameters of a function: the JavaScript embedding of WebAssembly sets this limit. */
export const MAX_PARAMETERS = 1000;
