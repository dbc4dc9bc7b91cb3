import { useEffect, useRef } from 'preact/hooks';
import { BUNDLED_MODELS } from '../../../shared/kinds/index.ts';
import { chosenModel, modelIcon, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { screenCommandsAt } from '../commands.ts';
import { CommandTile, useCommand } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { BringButton } from './bring-files.tsx';
import { BroughtItems } from './session-assets.tsx';

/** Shows the choice of what a press in the world means: selecting, or placing one of these. */
export function Palette({ readOnly }: { readonly readOnly: string | undefined }) {
  const editable = readOnly === undefined;
  return (
    <nav class="palette floating" aria-label={texts.commands.TOOLS}>
      <Tiles />
      {!editable && <p class="read-only small">{readOnly}</p>}
      <ColorButton disabled={!editable} />
    </nav>
  );
}

export function Tiles() {
  const { model } = useApp();
  const choice = model.choice.value;
  const several = model.several.value;
  const tiles = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A shortcut may choose what a narrow screen has scrolled away.
    const chosen = tiles.current?.querySelector('[aria-pressed="true"], .chosen');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [choice, several]);
  return (
    <div ref={tiles} class="tiles">
      {screenCommandsAt('palette').map(id =>
        id === 'place-model' ? <ModelTile key={id} /> : <CommandTile key={id} id={id} />,
      )}
    </div>
  );
}

/** One tile for all models that ship with the app. */
function ModelTile() {
  const app = useApp();
  const { label, title, isOn, blocked } = useCommand('place-model');
  const chosen = chosenModel(app);
  const tile = (
    <>
      <Icon name={modelIcon(chosen)} />
      <span class="tile-text">{label}</span>
    </>
  );
  if (blocked !== undefined)
    return (
      <button type="button" class="tile" disabled title={blocked}>
        {tile}
      </button>
    );
  return (
    <Popover
      buttonClass={isOn ? 'tile chosen' : 'tile'}
      title={title}
      side="right"
      panelLabel={texts.pages.TITLES.models}
      panelClass="menu"
      button={tile}
    >
      {close => (
        <>
          {BUNDLED_MODELS.map(({ asset }) => (
            <button
              key={asset}
              type="button"
              class="menu-item"
              aria-pressed={asset === chosen}
              onClick={() => {
                close();
                app.actions.choose({ tool: 'place', kind: 'model', asset });
              }}
            >
              <Icon name={modelIcon(asset)} />
              {texts.models.kindTitle('model', asset)}
            </button>
          ))}
          <BroughtItems chosen={chosen} onChosen={close} />
          <BringButton onPicked={close} />
        </>
      )}
    </Popover>
  );
}

function ColorButton({ disabled }: { readonly disabled: boolean }) {
  const { model, actions } = useApp();
  const color = model.color.value;
  if (disabled) return null;
  return (
    <Popover
      buttonClass="tile color-tile"
      title={texts.commands.NEXT_COLOUR}
      side="right"
      panelLabel={texts.commands.NEXT_COLOUR}
      panelClass="color-panel"
      button={
        <>
          <span
            class={color ? 'swatch-dot' : 'swatch-dot any'}
            style={color ? { '--swatch': color } : undefined}
          />
          {texts.commands.COLOUR}
        </>
      }
    >
      {() => (
        <>
          <p class="field-title">{texts.commands.NEXT_COLOUR}</p>
          <Swatches
            label={texts.commands.NEXT_COLOUR}
            value={color}
            onChoose={color => actions.setColor(color)}
          />
        </>
      )}
    </Popover>
  );
}
