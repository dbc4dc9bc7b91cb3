import { useId } from 'preact/hooks';
import {
  PREFERENCE_NAMES,
  PREFERENCE_WORDS,
  type PreferenceName,
  preferenceLimit,
} from '../../model/index.ts';
import { useApp } from '../app-context.ts';

/** How this device behaves for its own person. */
export function Preferences() {
  return (
    <section class="settings" aria-labelledby="preferences-title">
      <h3 id="preferences-title">On this device only</h3>
      {PREFERENCE_NAMES.map(name => (
        <PreferenceSwitch key={name} name={name} />
      ))}
    </section>
  );
}

function PreferenceSwitch({ name }: { readonly name: PreferenceName }) {
  const { model, actions } = useApp();
  const id = useId();
  const preferences = model.preferences.value;
  const isOn = preferences[name];
  const isInAr = model.xr.value.state === 'presenting';
  const { label, detail } = PREFERENCE_WORDS[name];
  return (
    <div class="setting">
      <div class="row-text">
        <label class="row-title" for={id}>
          {label}
        </label>
        <p class="muted small" id={`${id}-detail`}>
          {preferenceLimit(name, preferences, model.grants.value, isInAr) ?? detail}
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
