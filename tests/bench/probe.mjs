import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process has used. */
function use() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    type: 'usage',
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    rssBytes: process.memoryUsage.rss(),
  };
}

/**
 * One collection of everything. A young process has yet to come to its first one, an older one comes to one
 * again and again.
 */
function collect() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return { type: 'collected' };
}

/** Loaded before a measured program: does what its parent asks for. Costs nothing in between. */
process.on('message', message => {
  if (message?.type === 'usage') process.send?.(use());
  if (message?.type === 'collect') process.send?.(collect());
});
// The parent's channel must not keep a program alive that has ended.
process.channel?.unref();
