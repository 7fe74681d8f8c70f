// Made by `kaleidoscope build`, which overwrites it each time.

/** What to give `WebAssembly.instantiate` after the bytes. */
export type Imports = {
  env: {
    exp(x: number): number;
    cos(x: number): number;
    sin(x: number): number;
    log(x: number): number;
  };
};

export function decay(damping: number): number;
export function position(seconds: number, stiffness: number, damping: number): number;
export function rest(damping: number): number;
