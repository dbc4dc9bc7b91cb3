/** Offers `blob` as a file of this name, whatever characters a person has put into it. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name.replace(/[\\/:*?"<>|]/g, '-');
  link.click();
  // The download has its own reference by now in every browser, but not always in this same turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
