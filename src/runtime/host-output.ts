/** Writes to standard output, or to the console, which writes whole lines, where there is none. */
export function writeToHost(bytes: Uint8Array): void {
  const { process } = globalThis as { process?: { stdout?: { write(bytes: Uint8Array): void } } };
  if (process?.stdout !== undefined) process.stdout.write(bytes);
  // biome-ignore lint/suspicious/noConsole: the only output that a browser has
  else console.log(new TextDecoder().decode(bytes).replace(/\n$/, ''));
}
