import { expect, it } from 'vitest';
import type { Conditions } from '../../data/rules.ts';
import { freeKinds, fromLines, isOpen, toLines } from './ruleForm.ts';

it('brings every condition through the form and back', () => {
  const when: Conditions = {
    topic: ['billing', 'refund'],
    tier: ['vip'],
    language: ['de'],
    foreign: true,
    page: ['/e-bikes'],
    hours: 'closed',
    attributes: { plan: 'pro, team' },
    reason: ['unsafe'],
    sentiment: ['angry'],
  };
  expect(fromLines(toLines(when))).toEqual(when);
  expect(fromLines(toLines({}))).toEqual({});
});

it('leaves out what asks for nothing, and offers each kind once but attributes', () => {
  const lines = [
    { key: 0, kind: 'topic' as const, name: '', value: ' , ' },
    { key: 1, kind: 'attribute' as const, name: 'plan', value: '' },
  ];
  expect(fromLines(lines)).toEqual({});
  expect(lines.every(isOpen)).toBe(true);
  expect(toLines({ topic: ['billing'], foreign: true, hours: 'open' }).some(isOpen)).toBe(false);
  expect(freeKinds(lines)).not.toContain('topic');
  expect(freeKinds(lines)).toContain('attribute');
});
