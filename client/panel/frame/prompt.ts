import { computed, signal } from '@preact/signals-core';
import type { OpenSession } from '../../model/index.ts';
import { answer, isForAll, personOf, refusedOf, requestsOf, requestWords, texts } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import type { Live } from '../widgets/live.ts';
import { LOOK } from '../widgets/widgets.ts';

export interface PromptAction {
  readonly label: string;
  /** Why it cannot be done now; undefined where it can. */
  readonly blocked?: string | undefined;
  readonly run: () => void;
}

/** The one thing that the person should know now, and what can be done about it. */
export interface Prompt {
  readonly title: string;
  readonly detail: string;
  readonly color: string;
  readonly actions: readonly PromptAction[];
  /** Also while the menu is put away. */
  readonly isUrgent: boolean;
}

/** What the strip says: what happened before what waits for a decision, and that before what is only so. */
export function currentPrompt(context: PanelContext): Live<Prompt | undefined> {
  const asked = signal<OpenSession | undefined>(undefined);
  return computed(() => {
    const open = context.open.value;
    const happened = ofNotice(context) ?? ofTold(context);
    if (happened || !open) return happened;
    return (
      ofRequest(context, open) ??
      ofPing(context, open) ??
      ofRefused(context, open) ??
      ofReadOnly(open, asked.value === open, () => {
        asked.value = open;
      })
    );
  });
}

function ofNotice({ model, actions, page, isOpen }: PanelContext): Prompt | undefined {
  const space = model.space.value;
  // Its own page says what has come over the alignment at length.
  const isOnPage = isOpen.value && page.value === 'align' && space.state === 'aligned';
  const onPage = isOnPage ? space.problem?.code : undefined;
  const notice = model.notices.value.filter(({ id }) => id !== onPage).at(-1);
  if (!notice) return undefined;
  const { title, detail, tone } = notice;
  return {
    title,
    detail,
    color: tone === 'loss' ? LOOK.loss : tone === 'waiting' ? LOOK.waiting : LOOK.text,
    actions: [...notice.actions, { label: 'Dismiss', run: () => actions.dismissNotice(notice.id) }],
    isUrgent: true,
  };
}

function ofTold({ toast }: PanelContext): Prompt | undefined {
  const title = toast.words.value;
  if (title === undefined) return undefined;
  return { title, detail: '', color: LOOK.text, actions: [], isUrgent: true };
}

function ofRequest(context: PanelContext, open: OpenSession): Prompt | undefined {
  const request = requestsOf(open)[0];
  if (!request) return undefined;
  const name = request.name || personOf(context, open, request.user_id).name;
  const blocked = texts.permissions.relayReason(open);
  return {
    title: `${name} ${requestWords(request)}`,
    detail: isForAll(open, request)
      ? 'Editing is off: allowing it turns it on for everybody.'
      : (blocked ?? ''),
    color: LOOK.text,
    actions: [
      { label: 'Allow', blocked, run: () => void answer(open, request, true) },
      { label: 'Not now', blocked, run: () => void answer(open, request, false) },
    ],
    isUrgent: true,
  };
}

/**
 * With the menu put away, whose head says it else: there it moves nothing that somebody is about to press.
 */
function ofPing({ model, isOpen }: PanelContext, open: OpenSession): Prompt | undefined {
  const title = isOpen.value ? undefined : texts.together.pingSaid(open, model.pings.value);
  return title === undefined
    ? undefined
    : { title, detail: '', color: LOOK.text, actions: [], isUrgent: true };
}

function ofRefused({ page }: PanelContext, open: OpenSession): Prompt | undefined {
  const refused = refusedOf(open);
  // Its own page says it at length.
  if (!refused || page.value === 'session') return undefined;
  const decide = (): void => {
    page.value = 'session';
  };
  return {
    title: texts.refusal.refusalTitle(refused),
    detail: texts.refusal.reasonWords(refused),
    color: LOOK.loss,
    actions: [{ label: 'What now?', run: decide }],
    isUrgent: false,
  };
}

function ofReadOnly(open: OpenSession, isAsked: boolean, wasAsked: () => void): Prompt | undefined {
  const detail = texts.permissions.readOnlyReason(open);
  if (detail === undefined) return undefined;
  const ask = async (): Promise<void> => {
    if (await open.service.askForAccess('editor')) wasAsked();
  };
  const blocked = texts.permissions.relayReason(open);
  return {
    title: 'View only',
    detail: isAsked ? 'The host has been asked.' : blocked ? `${detail} ${blocked}` : detail,
    color: LOOK.text,
    actions: isAsked ? [] : [{ label: 'Ask to edit', blocked, run: () => void ask() }],
    isUrgent: false,
  };
}
