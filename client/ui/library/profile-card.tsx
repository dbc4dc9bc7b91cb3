import { useId } from 'preact/hooks';
import { LIMITS } from '../../../shared/limits.ts';
import { isBlank } from '../../../shared/plain-name.ts';
import { texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Swatches } from '../parts/swatches.tsx';

/** How others see this person. */
export function ProfileCard() {
  const { model, actions } = useApp();
  const id = useId();
  const profile = model.profile.value;
  return (
    <section class="card aside-card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{texts.settings.PROFILE.title}</h2>
      <div class="profile-name">
        <Avatar name={profile.name} color={profile.color} />
        <div class="field">
          <label for={id} class="visually-hidden">
            {texts.settings.PROFILE.nameField}
          </label>
          <input
            id={id}
            class="input"
            autocomplete="nickname"
            enterkeyhint="done"
            maxLength={LIMITS.nameChars}
            defaultValue={profile.name}
            onChange={event => {
              const name = event.currentTarget.value.trim();
              // A name that nobody would see is for the action to refuse, in words.
              if (isBlank(name)) event.currentTarget.value = profile.name;
              if (name) actions.setProfile(name, profile.color);
            }}
            onKeyDown={event => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
        </div>
      </div>
      <Swatches
        label={texts.settings.PROFILE.color}
        value={profile.color}
        onChoose={color => actions.setProfile(profile.name, color)}
      />
    </section>
  );
}
