import { PEOPLE_COLORS } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { colorName } from '../colors.ts';

interface SwatchesProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChoose: (color: string) => void;
  readonly disabled?: boolean;
}

/** Ten colours that can be told apart, and any other. */
export function Swatches({ label, value, onChoose, disabled = false }: SwatchesProps) {
  const custom = value !== undefined && !PEOPLE_COLORS.some(color => color === value);
  return (
    <fieldset class="swatches" aria-label={label} disabled={disabled}>
      {PEOPLE_COLORS.map(color => (
        <button
          key={color}
          type="button"
          class="swatch"
          aria-label={colorName(color)}
          title={colorName(color)}
          aria-pressed={color === value}
          onClick={() => onChoose(color)}
        >
          <span class="swatch-dot" style={{ '--swatch': color }} />
        </button>
      ))}
      <span class={custom ? 'swatch' : 'swatch custom'} title={texts.controls.ANOTHER_COLOR}>
        <span class="swatch-dot" style={custom ? { '--swatch': value } : undefined} />
        <input
          type="color"
          aria-label={texts.controls.ANOTHER_COLOR}
          value={value ?? PEOPLE_COLORS[0]}
          onChange={event => onChoose(event.currentTarget.value)}
        />
      </span>
    </fieldset>
  );
}
