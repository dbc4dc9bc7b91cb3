/** What a process has used since it started: CPU of all its threads (ms), and the memory that it holds now. */
export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}
