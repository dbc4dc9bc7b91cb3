import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

/** Shows what this device can promise: starting without a network, and keeping what is made. */
export function DeviceCard() {
  const { model, actions } = useApp();
  const pwa = model.pwa.value;
  const offline = texts.device.offlineWords(pwa);
  const persistence = model.persistence.value;
  const kept = texts.device.persistenceWords(persistence);
  const ready = pwa.state === 'ready' || pwa.state === 'update';
  return (
    <section class="card aside-card" aria-labelledby="device-title">
      <h2 id="device-title">{texts.device.TITLE}</h2>
      <div class={ready ? 'fact good' : 'fact'} role="status">
        {pwa.state === 'preparing' ? <span class="spinner" /> : <Icon name={ready ? 'check' : 'offline'} />}
        <div>
          <p>{offline.title}</p>
          <p class="muted small">{offline.detail}</p>
        </div>
      </div>
      <div class={persistence === 'granted' ? 'fact good' : 'fact'} role="status">
        <Icon name={persistence === 'granted' ? 'check' : 'shield'} />
        <div>
          <p>{kept.title}</p>
          <p class="muted small">{kept.detail}</p>
        </div>
      </div>
      {kept.ask && (
        <button type="button" class="button" onClick={() => void actions.askPersistence()}>
          <Icon name="shield" />
          {kept.ask}
        </button>
      )}
    </section>
  );
}
