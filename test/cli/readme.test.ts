/** A reader who types along with the README sees what it shows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, root, Workplace } from './support/knockon.ts';

const place = new Workplace();
const knockon = place.knockon.bind(place);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const payments = /save this as `payments\.yaml`[\s\S]*?```yaml\n([\s\S]*?)```/i.exec(readme)?.[1] ?? '';

/** The frame that the README quotes for a code, line by line. */
function quoted(code: string): string[] {
  const frame = new RegExp(`\`\`\`\n((?:error|warning)\\[${code}\\][\\s\\S]*?)\n\`\`\``).exec(readme)?.[1];
  return (frame ?? '').split('\n');
}

/** Line for line the same; where the README ends in an ellipsis, as far as it goes. */
function expectFrame(shown: string, frame: readonly string[]): void {
  expect(frame.length).toBeGreaterThan(5);
  const lines = shown.split('\n');
  const from = lines.indexOf(frame[0]);
  expect(from).toBeGreaterThanOrEqual(0);
  frame.forEach((line, at) => {
    const actual = lines[from + at] ?? '';
    if (line.endsWith('…')) expect(actual.startsWith(line.slice(0, -1)), actual).toBe(true);
    else expect(actual).toBe(line);
  });
}

beforeAll(() => {
  buildIfStale();
  place.write({
    'payments.yaml': payments,
    'mistyped/payments.yaml': payments.replace('concurrency: { threads: 32 }', 'concurency: { threads: 32 }'),
  });
}, 60_000);
afterAll(() => place.remove());

describe.concurrent('the scenario of the README', () => {
  it('runs, and holds what it expects', async () => {
    const { code, out } = await knockon(['run', 'payments.yaml']);
    expect({ code, held: out.includes('the expectation held') }).toEqual({ code: 0, held: true });
  });

  it('has the finding that is shown', async () => {
    const { err } = await knockon(['check', 'payments.yaml']);
    expectFrame(err, quoted('L116'));
  });

  it('misspelt, is told of as shown', async () => {
    const { err } = await knockon(['check', 'mistyped/payments.yaml']);
    expectFrame(err.replaceAll('mistyped/payments.yaml', 'payments.yaml'), quoted('E201'));
  });
});
