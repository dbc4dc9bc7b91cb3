import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSounds } from '../../client/sounds/index.ts';

afterEach(() => vi.unstubAllGlobals());

describe('sounds on a device that gives none', () => {
  it('[SOUND-3] nothing fails where the browser has no audio, or refuses it to this page', () => {
    const log = vi.spyOn(console, 'info').mockReturnValue();
    const sounds = createSounds();
    expect(() => sounds.play('ping')).not.toThrow();
    vi.stubGlobal(
      'AudioContext',
      class {
        constructor() {
          throw new DOMException('too many of them', 'NotSupportedError');
        }
      },
    );
    expect(() => sounds.play('joined')).not.toThrow();
    sounds.close();
    log.mockRestore();
  });
});
