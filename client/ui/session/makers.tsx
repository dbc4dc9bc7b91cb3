import { heldToNow } from '../../../shared/time.ts';
import type { Attribution, OpenSession, SelectedFields } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { personOf, texts } from '../../view/index.ts';
import { type App, useApp } from '../app-context.ts';

interface MakersProps {
  readonly open: OpenSession;
  readonly selected: SelectedFields;
}

/**
 * Who placed and who last changed the selection, and whether the relay knows it or the document only says so.
 */
export function Makers({ open, selected: { created, changed } }: MakersProps) {
  const app = useApp();
  if (!created && !changed) return null;
  return (
    <dl class="makers small">
      {created && <Maker term="Placed" app={app} open={open} made={created} />}
      {changed && <Maker term="Changed" app={app} open={open} made={changed} />}
    </dl>
  );
}

interface MakerProps {
  readonly term: string;
  readonly app: App;
  readonly open: OpenSession;
  readonly made: Attribution | 'several';
}

function Maker({ term, app, open, made }: MakerProps) {
  if (made === 'several')
    return (
      <div>
        <dt class="muted">{term}</dt>
        <dd>by several people</dd>
      </div>
    );
  const who = personOf(app, open, made.user);
  return (
    <div>
      <dt class="muted">{term}</dt>
      <dd>
        by {who.isMe ? 'you' : who.name}
        {made.at !== undefined && (
          <span class="muted">, {texts.numbers.ago(heldToNow(made.at, deviceNow()), deviceNow())}</span>
        )}
        {!made.certain && (
          <span class="muted" title="The document says so; the relay has not confirmed it.">
            {' '}
            (claimed)
          </span>
        )}
      </dd>
    </div>
  );
}
