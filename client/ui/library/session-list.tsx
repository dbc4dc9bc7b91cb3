import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LibraryEntry } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { SessionRow } from './session-row.tsx';

const REFRESH_MS = 30_000;

/** The rows; how long ago each was opened is refreshed now and then. */
export function SessionList({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const now = useSignal(deviceNow());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = deviceNow();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [now]);
  return (
    <ul class="session-list">
      {entries.map(entry => (
        <SessionRow key={entry.id} entry={entry} now={now.value} />
      ))}
    </ul>
  );
}
