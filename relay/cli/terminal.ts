/** Where a command speaks: answers to standard output, everything else to standard error. */
export interface Terminal {
  print(text: string): void;
  say(text: string): void;
  /** Shows the progress of long work, to a person who watches only. `total` may be infinite: not known. */
  progress(what: string, done: number, total: number): void;
}

const CLEAR_LINE = '\r\u001b[K';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  let isShowing = false;
  const clear = (): void => {
    if (isShowing) stderr.write(CLEAR_LINE);
    isShowing = false;
  };
  return {
    print: text => {
      clear();
      stdout.write(`${text}\n`);
    },
    say: text => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (what, done, total) => {
      if (!stderr.isTTY) return;
      clear();
      if (done >= total) return;
      stderr.write(`${what}: ${done}${Number.isFinite(total) ? ` of ${total}` : ''}`);
      isShowing = true;
    },
  };
}
