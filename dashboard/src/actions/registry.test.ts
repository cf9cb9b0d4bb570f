import { describe, expect, it, vi } from 'vitest';
import type { Stroke } from './keys.ts';
import { Actions, placeOf } from './registry.ts';
import { type ActionId, actionIds, actionTable } from './table.ts';

const key = (k: string, more: Partial<Stroke> = {}): Stroke => ({
  key: k,
  code: `Key${k.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('Actions', () => {
  it('runs what the screen provides, the newest first, until it is taken back', () => {
    const actions = new Actions();
    const said: string[] = [];
    actions.provide('conversation.resolve', { run: () => said.push('page') });
    const undo = actions.provide('conversation.resolve', { run: () => said.push('dialog') });
    actions.press(key('e'), 'open');
    undo();
    actions.press(key('e'), 'open');
    expect(said).toEqual(['dialog', 'page']);
  });

  it('does nothing for an action that is absent or blocked, and says why', () => {
    const [run, blocked] = [vi.fn(), vi.fn()];
    const actions = new Actions(Date.now, blocked);
    expect(actions.stand('conversation.transfer')).toEqual({ at: 'absent' });
    actions.provide('conversation.transfer', { run, why: 'Take it over first' });
    expect(actions.stand('conversation.transfer')).toEqual({
      at: 'blocked',
      why: 'Take it over first',
    });
    expect(actions.press(key('t'), 'open')).toBe(false);
    expect(run).not.toHaveBeenCalled();
    expect(blocked.mock.calls).toEqual([['Take it over first']]);
    expect(actions.press(key('t'), 'text')).toBe(false);
    expect(blocked).toHaveBeenCalledTimes(1);
  });

  it('keeps single keys out of text fields, and lets chords in', () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.provide('conversation.resolve', { run });
    actions.provide('composer.send', { run });
    expect(actions.press(key('e'), 'text')).toBe(false);
    expect(actions.press(key('Enter', { ctrlKey: true }), 'text')).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  it('leaves the keys of menus and dialogs to them, but accepts an offer from anywhere', () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.provide('conversation.resolve', { run });
    actions.provide('offer.accept', { run });
    expect(actions.press(key('e'), 'layer')).toBe(false);
    expect(actions.press(key('å', { code: 'KeyA', altKey: true, shiftKey: true }), 'layer')).toBe(
      true,
    );
  });

  it('waits for the second key of a sequence, for a while', () => {
    let now = 0;
    const actions = new Actions(() => now);
    const run = vi.fn();
    actions.provide('go.inbox', { run });
    actions.press(key('g'), 'open');
    now = 1000;
    actions.press(key('i'), 'open');
    expect(run).toHaveBeenCalledTimes(1);
    actions.press(key('g'), 'open');
    now = 9000;
    actions.press(key('i'), 'open');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('follows a person who changed a key or switched single keys off', () => {
    const actions = new Actions();
    const run = vi.fn();
    actions.provide('conversation.resolve', { run });
    actions.provide('app.palette', { run });
    actions.configure({ single: true, map: { 'conversation.resolve': 'x', 'app.palette': null } });
    expect([actions.press(key('e'), 'open'), actions.press(key('x'), 'open')]).toEqual([
      false,
      true,
    ]);
    expect(actions.keys('app.palette')).toBeUndefined();
    actions.configure({ single: false, map: {} });
    expect(actions.press(key('e'), 'open')).toBe(false);
    expect(actions.keys('app.palette')).toBe('Mod+K');
  });

  it('tells listeners of each change', () => {
    const actions = new Actions();
    const heard = vi.fn();
    actions.subscribe(heard);
    const before = actions.version();
    actions.provide('app.help', { run: () => undefined })();
    expect(heard).toHaveBeenCalledTimes(2);
    expect(actions.version()).toBe(before + 2);
  });
});

it('gives no two actions of the table the same key', () => {
  const taken = new Map<string, ActionId>();
  for (const id of actionIds) {
    const { keys } = actionTable[id];
    if (keys === undefined) continue;
    expect(taken.get(keys), `${keys} of ${id}`).toBeUndefined();
    taken.set(keys, id);
  }
});

it('knows where a key was pressed', () => {
  document.body.innerHTML =
    '<textarea></textarea><div role="dialog"><button></button></div><input type="checkbox"><p></p>';
  const at = (selector: string) => placeOf(document.querySelector(selector));
  expect([at('textarea'), at('button'), at('input'), at('p')]).toEqual([
    'text',
    'layer',
    'open',
    'open',
  ]);
});
