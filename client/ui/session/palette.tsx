import { useEffect, useRef } from 'preact/hooks';
import {
  BUNDLED_MODELS,
  bundledModel,
  KINDS,
  PALETTE_KINDS,
  type PaletteKind,
} from '../../../shared/kinds/index.ts';
import { useApp } from '../app-context.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Popover } from '../parts/popover.tsx';
import { Swatches } from '../parts/swatches.tsx';
import { BringButton } from './bring-files.tsx';
import { BroughtItems } from './session-assets.tsx';

const ICONS: Record<PaletteKind, IconName> = {
  box: 'box',
  sphere: 'sphere',
  cylinder: 'cylinder',
  cone: 'cone',
  torus: 'torus',
  plane: 'plane',
  label: 'label',
  note: 'note',
  arrow: 'arrow',
  model: 'model',
};

/** By the path of the bundled model; one that is not here looks like any model. */
const MODEL_ICONS: Readonly<Record<string, IconName>> = {
  'models/plant.glb': 'plant',
  'models/lamp.glb': 'lamp',
  'models/chair.glb': 'chair',
};
const modelIcon = (asset: string | undefined): IconName =>
  MODEL_ICONS[bundledModel(asset)?.path ?? ''] ?? 'model';

/** The digit that chooses the kind: the first nine, then 0. */
export const digitOf = (index: number): string => String((index + 1) % 10);

/** What a press in the world means: selecting, or placing one of these. */
export function Palette({ readOnly }: { readonly readOnly: string | undefined }) {
  const editable = readOnly === undefined;
  return (
    <nav class="palette floating" aria-label="Tools">
      <Tiles readOnly={readOnly} />
      {!editable && <p class="read-only small">{readOnly}</p>}
      <ColorButton disabled={!editable} />
    </nav>
  );
}

export function Tiles({ readOnly }: { readonly readOnly: string | undefined }) {
  const editable = readOnly === undefined;
  const { model, actions } = useApp();
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
      <button
        type="button"
        class="tile"
        aria-pressed={choice.tool === 'select' && !several}
        title="Select (V)"
        onClick={() => actions.choose({ tool: 'select' })}
      >
        <Icon name="select" />
        Select
      </button>
      <button
        type="button"
        class="tile"
        aria-pressed={several}
        title="Select several, press by press (Shift does it too)"
        onClick={() => actions.selectSeveral(!several)}
      >
        <Icon name="several" />
        Several
      </button>
      <button
        type="button"
        class="tile"
        disabled={!editable}
        aria-pressed={choice.tool === 'draw'}
        title={readOnly ?? 'Draw a line in the air (D)'}
        onClick={() => actions.choose({ tool: 'draw' })}
      >
        <Icon name="pencil" />
        Draw
      </button>
      <button
        type="button"
        class="tile"
        aria-pressed={choice.tool === 'measure'}
        title="Measure from press to press (M)"
        onClick={() => actions.choose({ tool: 'measure' })}
      >
        <Icon name="ruler" />
        Measure
      </button>
      <button
        type="button"
        class="tile"
        aria-pressed={choice.tool === 'ping'}
        title="Show everybody where to look (L does it at once)"
        onClick={() => actions.choose({ tool: 'ping' })}
      >
        <Icon name="ping" />
        Ping
      </button>
      {PALETTE_KINDS.map((kind, index) =>
        kind === 'model' ? (
          <ModelTile key={kind} digit={digitOf(index)} readOnly={readOnly} />
        ) : (
          <button
            key={kind}
            type="button"
            class="tile"
            disabled={!editable}
            aria-pressed={choice.tool === 'place' && choice.kind === kind}
            title={readOnly ?? `${KINDS[kind].title} (${digitOf(index)})`}
            onClick={() => actions.choose({ tool: 'place', kind })}
          >
            <Icon name={ICONS[kind]} />
            {KINDS[kind].title}
          </button>
        ),
      )}
    </div>
  );
}

interface ModelTileProps {
  readonly digit: string;
  readonly readOnly: string | undefined;
}

/** One tile for all models that ship with the app. */
function ModelTile({ digit, readOnly }: ModelTileProps) {
  const { model, actions } = useApp();
  const choice = model.choice.value;
  const chosen = choice.tool === 'place' && choice.kind === 'model' ? choice.asset : undefined;
  const tile = (
    <>
      <Icon name={modelIcon(chosen)} />
      <span class="tile-text">{bundledModel(chosen)?.title ?? 'Model'}</span>
    </>
  );
  if (readOnly !== undefined || BUNDLED_MODELS.length === 0)
    return (
      <button type="button" class="tile" disabled title={readOnly ?? 'No models came with this app'}>
        {tile}
      </button>
    );
  return (
    <Popover
      buttonClass={chosen ? 'tile chosen' : 'tile'}
      title={`Models (${digit})`}
      side="right"
      panelLabel="Models"
      panelClass="menu"
      button={tile}
    >
      {close => (
        <>
          {BUNDLED_MODELS.map(({ asset, title }) => (
            <button
              key={asset}
              type="button"
              class="menu-item"
              aria-pressed={asset === chosen}
              onClick={() => {
                close();
                actions.choose({ tool: 'place', kind: 'model', asset });
              }}
            >
              <Icon name={modelIcon(asset)} />
              {title}
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
      title="Colour of the next object"
      side="right"
      panelLabel="Colour of the next object"
      panelClass="color-panel"
      button={
        <>
          <span
            class={color ? 'swatch-dot' : 'swatch-dot any'}
            style={color ? { '--swatch': color } : undefined}
          />
          Colour
        </>
      }
    >
      {() => (
        <>
          <p class="field-title">Colour of the next object</p>
          <Swatches
            label="Colour of the next object"
            value={color}
            onChoose={color => actions.setColor(color)}
          />
        </>
      )}
    </Popover>
  );
}
