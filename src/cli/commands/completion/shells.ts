/** The shells with completion; in a file of its own, so that other commands load no script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];
