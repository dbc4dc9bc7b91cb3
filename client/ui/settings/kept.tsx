import type { SessionId } from '../../../shared/ids.ts';
import type { OpenSession } from '../../model/index.ts';
import { keptFacts, texts } from '../../view/index.ts';
import { useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';

interface KeptProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

/** Shows what is saved where, in sentences. */
export function Kept({ id, open }: KeptProps) {
  const { icon, label, run } = useCommand('save-file');
  const { KEPT } = texts.settings;
  return (
    <section class="settings" aria-labelledby="kept-title">
      <h3 id="kept-title">{KEPT.title}</h3>
      {keptFacts(open).map(({ icon: kept, title, detail }) => (
        <div key={kept} class="fact">
          <Icon name={kept} />
          <div>
            <p>{title}</p>
            <p class="muted small">{detail}</p>
          </div>
        </div>
      ))}
      <div class="setting">
        <div class="row-text">
          <p class="row-title">{KEPT.file.title}</p>
          <p class="muted small">{KEPT.file.detail}</p>
        </div>
        <button type="button" class="button" onClick={run}>
          <Icon name={icon} />
          {label}
        </button>
      </div>
      <p class="muted small session-id">
        {KEPT.id} <code>{id}</code>
      </p>
    </section>
  );
}
