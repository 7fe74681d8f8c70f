/** The way between a process and its controller. */

/** Descriptor of the pipe in the process: the standard streams are those of the code that it runs. */
export const PIPE = 3;
