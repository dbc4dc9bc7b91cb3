import type { AppError } from '../../../shared/errors.ts';
import { texts } from '../../view/index.ts';
import { Icon } from '../parts/icon.tsx';

/** Storage does not work: what that means, and that one can go on. */
export function StorageWarning({ error }: { readonly error: AppError }) {
  const words = texts.errors.describe(error);
  return (
    <div class="notice tone-loss storage-warning" role="alert">
      <Icon name="alert" />
      <div class="notice-body">
        <p class="notice-title">{words.title}</p>
        <p class="muted small">
          {texts.sessions.WITHOUT_STORAGE} {words.kept} {words.advice}
        </p>
      </div>
    </div>
  );
}
