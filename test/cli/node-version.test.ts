import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OLDEST_NODE, tooOldNode } from '../../src/cli/node-version.ts';

test('the command asks for the Node that the package asks for', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(engines.node).toBe(`>=${OLDEST_NODE.join('.')}`);
});

test('a Node that is too old is told so, and what to do', () => {
  expect(tooOldNode('20.20.2')).toContain('needs Node 22.12 or later, and this is Node 20.20.2\n  = help: ');
  expect(tooOldNode('22.11.0')).toBeDefined();
});

test('the oldest Node that will do, and any later one, are let in', () => {
  for (const version of ['22.12.0', '24.0.0']) expect(tooOldNode(version)).toBeUndefined();
});
