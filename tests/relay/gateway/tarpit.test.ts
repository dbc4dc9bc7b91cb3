import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Tarpit } from '../../../relay/gateway/tarpit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const held = (tarpit: Tarpit) => {
  const socket = new PassThrough();
  const answer = vi.fn();
  tarpit.hold(socket, answer);
  return { socket, answer };
};

it('[SEC-14] whoever is turned away is answered after a while, once, and not where they are gone', () => {
  const tarpit = new Tarpit();
  const waits = held(tarpit);
  const goes = held(tarpit);
  goes.socket.emit('close');
  vi.advanceTimersByTime(1_999);
  expect(waits.answer).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(waits.answer).toHaveBeenCalledTimes(1);
  tarpit.release();
  vi.advanceTimersByTime(10_000);
  expect(waits.answer).toHaveBeenCalledTimes(1);
  expect(goes.answer).not.toHaveBeenCalled();
  // What it watched them by is gone with the wait.
  expect(waits.socket.listenerCount('close')).toBe(new PassThrough().listenerCount('close'));
});

it('[SEC-14] a relay that stops keeps nobody waiting', () => {
  const tarpit = new Tarpit();
  const crowd = [held(tarpit), held(tarpit)];
  tarpit.release();
  for (const { answer } of crowd) expect(answer).toHaveBeenCalledTimes(1);
});

it('[SEC-14] no more than so many wait at once', () => {
  const tarpit = new Tarpit();
  const crowd = Array.from({ length: 500 }, () => held(tarpit));
  const late = held(tarpit);
  expect(late.socket.destroyed).toBe(true);
  expect(crowd.every(({ socket }) => !socket.destroyed)).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(held(tarpit).socket.destroyed).toBe(false);
  expect(late.answer).not.toHaveBeenCalled();
});
