import { type SelectionFacts, texts } from '../../view/index.ts';

/**
 * Shows who placed and who last changed the selection, and whether the relay knows it or the document only
 * says so.
 */
export function Makers({ rows }: { readonly rows: SelectionFacts['makers'] }) {
  if (rows.length === 0) return null;
  return (
    <dl class="makers small">
      {rows.map(({ term, by, when, claimed }) => (
        <div key={term}>
          <dt class="muted">{term}</dt>
          <dd>
            {by}
            <span class="muted">{when}</span>
            {claimed && (
              <span class="muted" title={texts.selection.CLAIMED_WHY}>
                {claimed}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
