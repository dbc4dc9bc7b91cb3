import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';
import { type Actions, deviceNow, type Model, type Notice, type OpenSession } from '../model/index.ts';
import { readOnlyReason, relayReason } from './permissions.ts';
import { isLockout, refusalReason, refusalTitle, refusalTone, refusedOf } from './refusal.ts';
import { requestRows } from './requests.ts';
import { updateBlocked } from './settings.ts';
import { texts } from './text/index.ts';
import type { Toast } from './toast.ts';
import { newsOfPings } from './together.ts';

/**
 * The order of prompts, whichever came first: possible losses, events, pending decisions, and last mere
 * states.
 */
const ORDER = [
  /** A notice of something that may be lost. */
  'loss',
  /** A notice of what has come over the alignment. */
  'alignment',
  'notice',
  'toast',
  /** The relay shows this person nothing of the session. */
  'lockout',
  /** Somebody waits for the host. */
  'request',
  /** Edits wait for this person, who loses nothing by letting them. */
  'refused',
  'ping',
  'read-only',
  'update',
] as const;
export type PromptKind = (typeof ORDER)[number];

/** Also where a surface shows nothing that can wait. */
const URGENT: ReadonlySet<PromptKind> = new Set(['loss', 'alignment', 'notice', 'toast', 'request', 'ping']);

export interface PromptAction {
  readonly label: string;
  readonly isMain?: boolean;
  /** Why it cannot be done now; undefined where it can. */
  readonly blocked?: string | undefined;
  readonly run: () => unknown;
}

/** Something that a person should know now, and what can be done about it. */
export interface Prompt {
  readonly kind: PromptKind;
  /** No other prompt's. */
  readonly key: string;
  readonly tone: Notice['tone'];
  readonly title: string;
  readonly detail: string;
  /** The person who asks, of a request. */
  readonly from?: { readonly name: string; readonly color: string };
  readonly actions: readonly PromptAction[];
  /** Puts it away; undefined where it goes by itself. */
  readonly dismiss?: () => void;
  readonly isUrgent: boolean;
}

interface PromptSources {
  readonly model: Model;
  readonly actions: Actions;
  readonly toast: Toast;
  /** Shows where it is decided what becomes of a refusal. */
  readonly decide: () => void;
}

type Said = Omit<Prompt, 'isUrgent'>;

/** All that there is to say now, what matters most first. A surface draws each of it in one place. */
export function createPrompts(sources: PromptSources): ReadonlySignal<readonly Prompt[]> {
  const { model, toast, decide } = sources;
  const asked = signal<OpenSession | undefined>(undefined);
  const dismissed = signal<{ readonly xr?: AppError; readonly update?: true }>({});
  return computed(() => {
    const session = model.session.value;
    const words = toast.words.value;
    const said: readonly Said[] = [
      ...noticesOf(sources),
      ...xrFailure(sources, dismissed.value.xr, xr => {
        dismissed.value = { ...dismissed.peek(), xr };
      }),
      ...(dismissed.value.update
        ? []
        : updateOf(sources, () => {
            dismissed.value = { ...dismissed.peek(), update: true };
          })),
      ...(words === undefined ? [] : [plain('toast', words)]),
      ...(session.state === 'open'
        ? [
            ...refusalOf(session.open, decide),
            ...requestsFor(model, session.open),
            ...pingsFor(model, session.open),
            ...readOnlyOf(session.open, asked.value === session.open, () => {
              asked.value = session.open;
            }),
          ]
        : []),
    ];
    return said
      .map(each => ({ ...each, isUrgent: URGENT.has(each.kind) }))
      .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  });
}

const plain = (kind: PromptKind, title: string): Said => ({
  kind,
  key: kind,
  tone: 'info',
  title,
  detail: '',
  actions: [],
});

/** Newest first. */
function noticesOf({ model, actions }: PromptSources): readonly Said[] {
  const space = model.space.value;
  const problem = space.state === 'aligned' ? space.problem?.code : undefined;
  return [...model.notices.value].reverse().map(({ id, tone, ...words }) => ({
    ...words,
    kind: tone === 'loss' ? 'loss' : id === problem ? 'alignment' : 'notice',
    key: id,
    tone,
    dismiss: () => actions.dismissNotice(id),
  }));
}

/** Why AR or VR did not start, until it is tried again or put away. */
function xrFailure(
  { model, actions }: PromptSources,
  dismissed: AppError | undefined,
  dismiss: (error: AppError) => void,
): readonly Said[] {
  const xr = model.xr.value;
  if (xr.state !== 'failed' || xr.error === dismissed) return [];
  const { title, advice } = texts.errors.describe(xr.error);
  return [
    {
      kind: 'notice',
      key: 'xr',
      tone: 'waiting',
      title,
      detail: advice,
      actions: [{ label: texts.prompts.RETRY, run: () => actions.enterXr() }],
      dismiss: () => dismiss(xr.error),
    },
  ];
}

/** Offered, never forced; not at a moment that would cost something. */
function updateOf({ model, actions }: PromptSources, dismiss: () => void): readonly Said[] {
  if (model.pwa.value.state !== 'update') return [];
  const blocked = updateBlocked(model.xr.value, model.session.value);
  const { title, detail, label } = texts.prompts.UPDATE;
  return [
    {
      ...plain('update', title),
      detail: blocked ?? detail,
      actions: [{ label, blocked, run: () => actions.applyUpdate() }],
      dismiss,
    },
  ];
}

function refusalOf(open: OpenSession, decide: () => void): readonly Said[] {
  const refused = refusedOf(open);
  if (!refused) return [];
  const { DECIDE, HOST_ASKED } = texts.prompts;
  const kind = isLockout(refused) ? 'lockout' : 'refused';
  return [
    {
      kind,
      key: kind,
      tone: refusalTone(refused),
      title: refusalTitle(refused),
      detail: refusalReason(refused),
      actions: [{ label: refused.state === 'asked' ? HOST_ASKED : DECIDE, run: decide }],
    },
  ];
}

const requestsFor = (model: Model, open: OpenSession): readonly Said[] =>
  requestRows({ model }, open, deviceNow()).map(({ user, name, color, asks, detail, blocked, answer }) => ({
    kind: 'request',
    key: user,
    tone: 'info',
    title: `${name} ${asks}`,
    detail,
    from: { name, color },
    actions: [
      { label: texts.requests.NOT_NOW, blocked, run: () => answer(false) },
      { label: texts.requests.ALLOW, isMain: true, blocked, run: () => answer(true) },
    ],
  }));

function pingsFor(model: Model, open: OpenSession): readonly Said[] {
  const words = newsOfPings(open, model.pings.value);
  return words === undefined ? [] : [plain('ping', words)];
}

function readOnlyOf(open: OpenSession, isAsked: boolean, wasAsked: () => void): readonly Said[] {
  const reason = readOnlyReason(open);
  if (reason === undefined) return [];
  const { VIEW_ONLY, WAS_ASKED, ASK_TO_EDIT } = texts.prompts;
  if (isAsked) return [{ ...plain('read-only', VIEW_ONLY), detail: WAS_ASKED }];
  const ask = async (): Promise<void> => {
    if (await open.service.askForAccess('editor')) wasAsked();
  };
  return [
    {
      ...plain('read-only', VIEW_ONLY),
      detail: reason,
      actions: [{ label: ASK_TO_EDIT, blocked: relayReason(open), run: ask }],
    },
  ];
}
