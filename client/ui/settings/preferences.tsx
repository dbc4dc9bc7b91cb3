import { useId } from 'preact/hooks';
import { type Preference, preferencesOf, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';

/** How this device behaves for its own person. */
export function PreferencesForm() {
  const { model } = useApp();
  return (
    <section class="settings" aria-labelledby="preferences-title">
      <h3 id="preferences-title">{texts.preferences.TITLE}</h3>
      {preferencesOf(model, model.xr.value.state === 'presenting').map(each => (
        <PreferenceSwitch key={each.name} {...each} />
      ))}
    </section>
  );
}

function PreferenceSwitch({ name, isOn, label, detail, limit }: Preference) {
  const { actions } = useApp();
  const id = useId();
  return (
    <div class="setting">
      <div class="row-text">
        <label class="row-title" for={id}>
          {label}
        </label>
        <p class="muted small" id={`${id}-detail`}>
          {limit ?? detail}
        </p>
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        aria-checked={isOn}
        aria-describedby={`${id}-detail`}
        checked={isOn}
        onChange={() => actions.prefer({ [name]: !isOn })}
      />
    </div>
  );
}
