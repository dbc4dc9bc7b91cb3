import { useEffect, useState } from 'preact/hooks';
import type { Brought } from '../../model/index.ts';
import { modelChoice } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon } from '../parts/icon.tsx';

interface BroughtItemsProps {
  readonly chosen: string | undefined;
  readonly onChosen: () => void;
}

/** The models and pictures that people brought to the open session, to be placed again. */
export function BroughtItems({ chosen, onChosen }: BroughtItemsProps) {
  const { model, actions } = useApp();
  const session = model.session.value;
  if (session.state !== 'open') return null;
  return session.open.brought.value.map(each => (
    <button
      key={each.asset}
      type="button"
      class="menu-item"
      aria-pressed={each.asset === chosen}
      onClick={() => {
        onChosen();
        actions.choose(modelChoice(each));
      }}
    >
      <Thumbnail of={each} />
      {each.title}
    </button>
  ));
}

/** Its picture, once its bytes are here; until then, what it is. */
function Thumbnail({ of }: { readonly of: Brought }) {
  const { actions } = useApp();
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let isGone = false;
    void actions.thumbnail(of.asset).then(found => {
      if (!isGone) setUrl(found);
    });
    return () => {
      isGone = true;
    };
  }, [of.asset]);
  return url ? <img class="thumbnail" src={url} alt="" /> : <Icon name="model" />;
}
