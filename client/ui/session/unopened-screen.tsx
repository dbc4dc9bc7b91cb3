import type { AppError } from '../../../shared/errors.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { useArrival } from '../parts/arrival.ts';
import { Icon } from '../parts/icon.tsx';

export function OpeningScreen() {
  return (
    <main ref={useArrival()} class="unopened" tabIndex={-1}>
      <p class="unopened-wait" role="status">
        <span class="spinner" />
        Opening the session
      </p>
    </main>
  );
}

/** A session that cannot be shown: what happened, what was kept, what to do. */
export function FailedScreen({ error }: { readonly error: AppError }) {
  const { actions } = useApp();
  const words = texts.errors.describe(error);
  return (
    <main ref={useArrival()} class="unopened" tabIndex={-1}>
      <div class="card unopened-card" role="alert">
        <span class="empty-picture tone-loss">
          <Icon name="alert" />
        </span>
        <h1>{words.title}</h1>
        <p>{words.kept}</p>
        <p class="muted">{words.advice}</p>
        <button type="button" class="button primary" onClick={() => void actions.closeSession()}>
          <Icon name="back" />
          Back to the sessions
        </button>
      </div>
    </main>
  );
}
