/** Preload this into a process to make it report processor time, peak memory and time of exit. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write(`usage: ${userCPUTime + systemCPUTime} ${maxRSS} ${Date.now()}\n`);
});
