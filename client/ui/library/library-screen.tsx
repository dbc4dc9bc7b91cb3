import { unreachable } from '../../../shared/errors.ts';
import type { LibraryState } from '../../model/index.ts';
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

const entriesOf = (library: LibraryState) => (library.state === 'loading' ? [] : library.entries);

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
            <h1>AI Frame</h1>
            <p class="muted">Place things in the real world, alone or together, with or without a network.</p>
          </div>
        </header>
        <main ref={main} class="library-main" tabIndex={-1}>
          {library.state === 'unavailable' && <StorageWarning error={library.error} />}
          <div class="starts">
            <CreateForm names={entriesOf(library).map(entry => entry.name)} />
            <JoinForm />
          </div>
          <section class="sessions" aria-labelledby="sessions-title">
            <div class="section-header">
              <h2 id="sessions-title">Sessions on this device</h2>
              <ImportButton />
            </div>
            <Sessions library={library} />
          </section>
        </main>
        <aside class="library-aside" aria-label="You and this device">
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
        <div class="session-list" role="status" aria-label="Reading the sessions on this device">
          <div class="card skeleton" />
          <div class="card skeleton" />
        </div>
      );
    case 'ready':
    case 'unavailable':
      return library.entries.length > 0 ? <SessionList entries={library.entries} /> : <NoSessions />;
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
        <h3>Nothing here yet</h3>
        <ol class="steps muted">
          <li>Create a session. It is made on this device and needs no network.</li>
          <li>Place shapes, notes and models: on the screen, or in your room with AR.</li>
          <li>Share its code, and others see every change live.</li>
        </ol>
      </div>
    </div>
  );
}
