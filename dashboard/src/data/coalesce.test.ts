import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Coalescer } from './coalesce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs at once, then once for all that came in a span, and loses no last sign', () => {
  const run = vi.fn();
  const soon = new Coalescer(run, 1000);
  soon.sign();
  expect(run).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 50; i++) soon.sign();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5000);
  expect(run).toHaveBeenCalledTimes(2);
  soon.sign();
  expect(run).toHaveBeenCalledTimes(3);
});

it('does nothing more once it is stopped', () => {
  const run = vi.fn();
  const soon = new Coalescer(run, 1000);
  soon.sign();
  soon.sign();
  soon.stop();
  vi.advanceTimersByTime(5000);
  expect(run).toHaveBeenCalledTimes(1);
});
