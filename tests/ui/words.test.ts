import { describe, expect, it } from 'vitest';
import { formatTyping, PEOPLE_COLORS, parseShareCode, TOKENS } from '../../client/model/index.ts';
import { inkOn, luminance, mixColors } from '../../client/ui/colors.ts';
import { shortcutFor, WITH_SHORTCUTS } from '../../client/ui/shortcuts.ts';
import { themeCss } from '../../client/ui/theme.ts';
import { COMMANDS, freshName, initials, updateBlocked } from '../../client/view/index.ts';
import { ago, count } from '../../client/view/text/numbers.ts';
import { deviceTime } from '../support/builders.ts';
import { openSession } from './preview/base.ts';

const MINUTE = 60_000;
const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', true>> = {},
) => shortcutFor({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('words', () => {
  it.each([
    [0, 'just now'],
    [-MINUTE, 'just now'],
    [MINUTE, '1 minute ago'],
    [59 * MINUTE, '59 minutes ago'],
    [61 * MINUTE, '1 hour ago'],
    [25 * 60 * MINUTE, 'yesterday'],
    [3 * 24 * 60 * MINUTE, '3 days ago'],
  ])('%i ms later it was %s', (past, words) => {
    const now = deviceTime(Date.UTC(2026, 5, 1, 12));
    expect(ago(deviceTime(now - past), now)).toBe(words);
  });

  it('long ago is a date', () => {
    expect(ago(deviceTime(Date.UTC(2026, 0, 3, 12)), deviceTime(Date.UTC(2026, 5, 1, 12)))).toBe(
      '3 Jan 2026',
    );
  });

  it('counts in the singular and with separators', () => {
    expect([count(1, 'object'), count(0, 'object'), count(1280, 'object')]).toEqual([
      '1 object',
      '0 objects',
      '1,280 objects',
    ]);
  });

  it('[UI-1] a suggested name is one that no session has', () => {
    expect(freshName([])).toBe('Session 1');
    expect(freshName([{ name: 'Session 2' }])).toBe('Session 3');
    expect(freshName([{ name: 'Session 3' }, { name: 'Kitchen' }])).toBe('Session 4');
  });

  it('makes initials of any name', () => {
    expect([initials('Ana Pereira'), initials('zoë'), initials('  '), initials('Ana de la Cruz')]).toEqual([
      'AP',
      'z',
      '',
      'AC',
    ]);
  });

  it('[TEXT-7] initials are whole characters', () => {
    expect(initials('👩‍👩‍👧‍👦 🇨🇭')).toBe('👩‍👩‍👧‍👦🇨🇭');
    expect(initials('e\u0301va')).toBe('e\u0301');
  });
});

describe('the share code', () => {
  it.each([
    ['7K3M-9QXD-2RTV', '7K3M-9QXD-2RTV'],
    ['7k3m9qxd2rtv', '7K3M-9QXD-2RTV'],
    [' 7k3m 9qxd 2rtv ', '7K3M-9QXD-2RTV'],
    ['OIL0-1234-5678', '0110-1234-5678'],
    ['https://frame.local:8080/#join=7K3M-9QXD-2RTV', '7K3M-9QXD-2RTV'],
    ['http://10.0.0.2:8080/#join=7k3m9qxd2rtv', '7K3M-9QXD-2RTV'],
  ])('[UI-2] reads %j', (typed, code) => {
    expect(parseShareCode(typed)).toBe(code);
  });

  it.each(['', '7K3M-9QXD', '7K3M-9QXD-2RTVX', 'U111-1111-1111', 'https://frame.local/', '#session=abc'])(
    '[UI-2] refuses %j',
    typed => {
      expect(parseShareCode(typed)).toBeUndefined();
    },
  );

  it('groups what is typed and leaves links alone', () => {
    expect(formatTyping('7k3m9')).toBe('7K3M-9');
    expect(formatTyping('https://x/#join=a')).toBe('https://x/#join=a');
  });
});

describe('shortcuts', () => {
  it('[UI-3] no key means two things', () => {
    const keys = WITH_SHORTCUTS.flatMap(id => COMMANDS[id].shortcut ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('[UI-3] knows the keys whatever the case, and Command as Ctrl', () => {
    expect([press('V'), press('Escape'), press('1'), press('0'), press('9')]).toEqual([
      'let-go',
      'let-go',
      'place-box',
      'place-model',
      'place-arrow',
    ]);
    expect([press('w'), press('e'), press('r'), press('f')]).toEqual([
      'move',
      'rotate',
      'scale',
      'frame-all',
    ]);
    expect([
      press('z', { ctrlKey: true }),
      press('Z', { ctrlKey: true, shiftKey: true }),
      press('y', { ctrlKey: true }),
      press('z', { metaKey: true }),
      press('d', { ctrlKey: true }),
      press('a', { ctrlKey: true }),
      press('s', { ctrlKey: true }),
      press('?', { shiftKey: true }),
      press('Delete'),
    ]).toEqual([
      'undo',
      'redo',
      'redo',
      'undo',
      'duplicate',
      'select-all',
      'save-file',
      'open-shortcuts',
      'delete',
    ]);
  });

  it('[UI-3] leaves other keys to the browser', () => {
    expect([
      press('w', { ctrlKey: true }),
      press('r', { ctrlKey: true }),
      press('z'),
      press('f', { altKey: true }),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('the look', () => {
  it('[UI-4] every token is a variable in both themes', () => {
    const css = themeCss();
    for (const value of [...Object.values(TOKENS.dark), ...Object.values(TOKENS.light)])
      expect(css).toContain(value);
    expect(css.match(/--on-accent:/g)).toHaveLength(2);
  });

  it('[UI-4] initials read on every colour of people', () => {
    for (const color of [...PEOPLE_COLORS, '#000000', '#ffffff', '#1d5b7f']) {
      const [a, b] = [luminance(color), luminance(inkOn(color))];
      expect((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)).toBeGreaterThan(4.4);
    }
  });

  it('mixes colours', () => {
    expect([mixColors('#ffffff', '#000000', 0.5), mixColors('#4cc2ff', '#171c24', 1)]).toEqual([
      '#808080',
      '#4cc2ff',
    ]);
  });
});

describe('an update of the app', () => {
  const closed = { state: 'closed' } as const;
  const open = (disk: 'saved' | 'saving') => ({
    state: 'open' as const,
    id: '17a11c11-0f2e-4c1d-9a55-2f8c0b7d3e11' as never,
    open: openSession({ disk: disk === 'saved' ? { state: 'saved' } : { state: 'saving', changes: 1 } }),
  });

  it('[UI-5] is offered only when taking it costs nothing', () => {
    const here = { state: 'available', mode: 'immersive-ar' } as const;
    const inside = {
      state: 'presenting',
      mode: 'immersive-ar',
      tracking: 'good',
      attention: 'here',
    } as const;
    expect(updateBlocked(here, closed)).toBeUndefined();
    expect(updateBlocked(here, open('saved'))).toBeUndefined();
    expect(updateBlocked(here, open('saving'))).toMatch(/saved on this device/);
    expect(updateBlocked(inside, open('saved'))).toMatch(/leave AR or VR/);
  });
});
