/**
 * The features that C compilers assume for the machines of a triple, but LLVM does not. Without
 * them doubles would travel in other registers than C's, or be rounded twice.
 */

export interface Baseline {
  /** A processor by LLVM's name; empty for the plainest. */
  readonly cpu: string;
  readonly features: string;
  /** LLVM's name of the calling convention; undefined where it follows from the triple. */
  readonly abi?: string;
}

const PLAIN: Baseline = { cpu: '', features: '' };

const RISCV = '+m,+a,+f,+d,+c';

const BASELINES: readonly (readonly [RegExp, Baseline])[] = [
  [/^riscv64-.*linux/, { cpu: '', features: RISCV, abi: 'lp64d' }],
  [/^riscv32-.*linux/, { cpu: '', features: RISCV, abi: 'ilp32d' }],
  [/^i\d86-/, { cpu: 'pentium4', features: '' }], // before SSE2, doubles are rounded twice
  [/^arm.*eabihf$/, { cpu: '', features: '+armv7-a,+vfp3d16' }],
];

/** The features that all machines of a normalized triple have. */
export function baselineOf(triple: string): Baseline {
  return BASELINES.find(([pattern]) => pattern.test(triple))?.[1] ?? PLAIN;
}

/** Adds the calling convention of `triple` to the text of a module. */
export function withABI(text: string, triple: string): string {
  const { abi } = baselineOf(triple);
  if (abi === undefined) return text;
  return `${text}\n!llvm.module.flags = !{!0}\n!0 = !{i32 1, !"target-abi", !"${abi}"}\n`;
}
