import { expect, it } from 'vitest';
import { type ActionContext, createActions } from '../../client/app/actions.ts';
import { fileName } from '../../client/app/download.ts';
import { titleOf } from '../../client/app/editing/import-asset.ts';
import { keepFork } from '../../client/app/rebase/fork.ts';
import { exportSession, readSessionFile } from '../../client/disk/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { isWellFormed } from '../../shared/text.ts';
import { begin, lines, openApp, said, type Tab } from './device.ts';

/** No relay is there. */
const NOWHERE = 'http://127.0.0.1:9';
/** One unit too long for a name, and its last character is a pair. */
const LONG = `${'a'.repeat(LIMITS.nameChars - 1)}😀`;
const CUT = 'a'.repeat(LIMITS.nameChars - 1);
const UNSEEN = '\u200b\u3164\ufe0f\u0301';

/** The actions of the library: nothing of the world is at hand. */
const actionsOf = (tab: Tab) =>
  createActions({
    ...tab,
    alignmentActions: {},
    preferences: {},
    followAndPingActions: {},
  } as unknown as ActionContext);

it('[TEXT-8] a name is cut where a character ends, wherever it is asked for', async () => {
  const tab = await openApp(NOWHERE);
  const actions = actionsOf(tab);
  actions.setProfile(LONG, '#112233');
  expect(tab.model.profile.value.name).toBe(CUT);
  await actions.createSession(LONG);
  expect(tab.lifecycle.session.peek()?.document.settings.name).toBe(CUT);
  await tab.lifecycle.close();
  const [entry] = await lines(tab);
  expect(entry?.name).toBe(CUT);
  await actions.renameSession(entry?.id as never, `b${LONG}`);
  expect((await lines(tab))[0]?.name).toBe(`b${CUT}`);
  expect(titleOf(`${LONG}.glb`, { kind: 'model' })).toBe(CUT);
  expect(said(tab)).toEqual([]);
});

it('[TEXT-8] so is what a file calls a session, and a copy of it still says that it is one', async () => {
  const tab = await openApp(NOWHERE);
  const document = new SessionDocument();
  const file = exportSession(document, LONG);
  const read = await readSessionFile(file);
  expect(read.ok && read.value.name).toBe(CUT);
  const copied = await keepFork(tab, file);
  expect(copied.ok).toBe(true);
  const [entry] = await lines(tab);
  expect(entry?.name).toMatch(/^a+ \(my copy\)$/);
  expect(entry?.name.length).toBeLessThanOrEqual(LIMITS.nameChars);
  document.destroy();
});

it('[TEXT-5] a name that nobody would see is not taken, and its person is told', async () => {
  const tab = await openApp(NOWHERE);
  const actions = actionsOf(tab);
  actions.setProfile(UNSEEN, '#112233');
  expect(tab.model.profile.value).toEqual({ name: 'Anna', color: '#112233' });
  expect(said(tab)).toEqual(['document/no-name']);
  tab.notices.dismiss('document/no-name');
  const session = await begin(tab, 'Kitchen');
  await actions.renameSession(session.id, 'Kitchen');
  await actions.renameSession(session.id, UNSEEN);
  expect(session.document.settings.name).toBe('Kitchen');
  expect(said(tab)).toEqual(['document/no-name']);
  tab.notices.dismiss('document/no-name');
  await tab.lifecycle.close();
  await actions.renameSession(session.id, UNSEEN);
  expect((await lines(tab))[0]?.name).toBe('Kitchen');
  expect(said(tab)).toEqual(['document/no-name']);
  await actions.createSession(UNSEEN);
  expect(tab.lifecycle.session.peek()?.document.settings.name).toBe('Untitled session');
  expect(titleOf(`${UNSEEN}.glb`, { kind: 'model' })).toBe('Model');
});

it('[TEXT-5] what this device kept under such a name is shown under one that can be seen', async () => {
  const tab = await openApp(NOWHERE);
  const entry = await tab.library.create('Kitchen');
  await tab.disk.library.patch(entry.id, { name: UNSEEN });
  expect((await lines(tab))[0]?.name).toBe('Untitled session');
});

it('[TEXT-8] a file has a name that every system takes, whatever the session is called', () => {
  expect(fileName('Küche: a/b.aiframe')).toBe('Küche- a-b.aiframe');
  expect(fileName('half \ud83d.glb')).toBe('half \ufffd.glb');
  expect(fileName('two\nlines\u202e.glb')).toBe('two lines.glb');
  expect(fileName(`${UNSEEN}.aiframe`)).toBe('AI Frame.aiframe');
  expect(fileName('.aiframe')).toBe('AI Frame.aiframe');
  expect(isWellFormed(fileName('\ud83d'))).toBe(true);
});
