/** Preloaded into a process whose use of processors and memory is to be known, and when it ended. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write(`usage: ${userCPUTime + systemCPUTime} ${maxRSS} ${Date.now()}\n`);
});
