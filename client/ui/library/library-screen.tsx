import { unreachable } from '../../../shared/errors.ts';
import type { LibraryState } from '../../model/index.ts';
import { sessionsIn, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { useArrival } from '../parts/arrival.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import { CreateForm } from './create-form.tsx';
import { DeviceCard } from './device-card.tsx';
import { ImportButton } from './import-button.tsx';
import { JoinForm } from './join-form.tsx';
import { ProfileCard } from './profile-card.tsx';
import { SessionList } from './session-list.tsx';
import { StorageWarning } from './storage-warning.tsx';

/** The sessions on this device, and the ways to a new one. */
export function LibraryScreen() {
  const { model } = useApp();
  const library = model.library.value;
  const main = useArrival();
  return (
    <div class="library">
      <div class="library-page">
        <header class="library-header">
          <Logo />
          <div>
            <h1>{texts.sessions.APP}</h1>
            <p class="muted">{texts.sessions.CLAIM}</p>
          </div>
        </header>
        <main ref={main} class="library-main" tabIndex={-1}>
          {library.state === 'unavailable' && <StorageWarning error={library.error} />}
          <div class="starts">
            <CreateForm sessions={sessionsIn(library)} />
            <JoinForm />
          </div>
          <section class="sessions" aria-labelledby="sessions-title">
            <div class="section-header">
              <h2 id="sessions-title">{texts.sessions.LIST}</h2>
              <ImportButton />
            </div>
            <Sessions library={library} />
          </section>
        </main>
        <aside class="library-aside" aria-label={texts.sessions.ASIDE}>
          <ProfileCard />
          <DeviceCard />
        </aside>
      </div>
    </div>
  );
}

function Sessions({ library }: { readonly library: LibraryState }) {
  switch (library.state) {
    case 'loading':
      return (
        <div class="session-list" role="status" aria-label={texts.sessions.READING}>
          <div class="card skeleton" />
          <div class="card skeleton" />
        </div>
      );
    case 'ready':
    case 'unavailable':
      return library.entries.length > 0 ? <SessionList entries={sessionsIn(library)} /> : <NoSessions />;
    default:
      return unreachable(library);
  }
}

function NoSessions() {
  return (
    <div class="card empty">
      <span class="empty-picture">
        <Icon name="model" />
      </span>
      <div>
        <h3>{texts.sessions.EMPTY.title}</h3>
        <ol class="steps muted">
          {texts.sessions.EMPTY.steps.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
    </div>
  );
}
