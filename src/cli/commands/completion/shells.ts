/** The shells that we can write a completion for; apart, so that other commands load no script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];
