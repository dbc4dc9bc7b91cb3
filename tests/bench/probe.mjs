/** Loaded before a measured program: answers its parent's question of what the process has used. Costs nothing in between. */
process.on('message', message => {
  if (message?.type !== 'usage') return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send?.({
    type: 'usage',
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    rssBytes: process.memoryUsage.rss(),
  });
});
// The parent's channel must not keep a program alive that has ended.
process.channel?.unref();
