import type { ComponentChildren } from 'preact';
import { type AppError, unreachable } from '../../../shared/errors.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import type { Remote } from '../../model/index.ts';
import { isUnreachable, staleWords, texts } from '../../view/index.ts';
import { ActionButton } from './action-button.tsx';
import { Icon } from './icon.tsx';

interface RemoteViewProps<T> {
  readonly remote: Remote<T>;
  /** The thing asked for, as in "Asking the relay for the codes". */
  readonly what: string;
  readonly onRetry: () => Promise<void>;
  /** The content shown while nothing is known, beside the words that say so. */
  readonly fallback?: ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows what the relay said, from when it is, and what to do where it cannot be asked. */
export function RemoteView<T>({ remote, what, onRetry, fallback, children }: RemoteViewProps<T>) {
  switch (remote.state) {
    case 'unasked':
    case 'asking':
      if (remote.state === 'asking' && remote.last !== undefined) return <>{children(remote.last)}</>;
      return (
        <>
          <p class="wait" role="status">
            <span class="spinner" />
            {texts.controls.asking(what)}
          </p>
          {fallback}
        </>
      );
    case 'ready':
      return <>{children(remote.value)}</>;
    case 'failed':
      return (
        <>
          <Stale error={remote.error} at={remote.at} what={what} onRetry={onRetry} />
          {remote.last === undefined ? fallback : children(remote.last)}
        </>
      );
    default:
      return unreachable(remote);
  }
}

interface StaleProps {
  readonly error: AppError;
  readonly at: DeviceTime | undefined;
  readonly what: string;
  readonly onRetry: () => Promise<void>;
}

function Stale({ error, at, what, onRetry }: StaleProps) {
  const { title, detail } = staleWords(error, what, at);
  return (
    <div class="warning stale tone-waiting" role="status">
      <Icon name={isUnreachable(error) ? 'offline' : 'alert'} />
      <p>
        <strong>{title}.</strong> {detail}
      </p>
      <ActionButton label={texts.controls.TRY_AGAIN} look="quiet" about={what} onPress={onRetry} />
    </div>
  );
}
