/** `knockon play` where nothing can be drawn: it says so, and what to do instead, before it touches the terminal. */
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale, root, Workplace } from './support/knockon.ts';
import { SMALL_SHOP } from './support/small-shop.ts';

const place = new Workplace();

beforeAll(() => {
  buildIfStale();
  place.write({ 'shop.yaml': SMALL_SHOP, 'my shop.yaml': SMALL_SHOP });
}, 60_000);
afterAll(() => place.remove());

/** On a terminal of this kind; all that it wrote, and its exit code. `keys` are typed when a text is to be seen. */
function onTerminal(
  term: string,
  args: readonly string[],
  keys: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; text: string }> {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, ...env } = process.env;
  const terminal = spawn(process.execPath, [join(root, 'dist', 'knockon.js'), ...args], {
    cols: 80,
    rows: 24,
    cwd: place.directory,
    env: { ...env, TERM: term, ...more },
  });
  let text = '';
  const waiting = new Map(Object.entries(keys));
  terminal.onData((data) => {
    text += data;
    for (const [seen, key] of waiting) {
      if (!text.includes(seen)) continue;
      waiting.delete(seen);
      terminal.write(key);
    }
  });
  return new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve({ code: exitCode, text })));
}

/** A colour of text or background, of the sixteen or any other: 39 and 49 take one back. */
const COLOURED = /\u001b\[(\d+;)*(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;\d+)*m/;

describe.concurrent('play', () => {
  it('sends nothing that steers to a terminal that calls itself dumb, and names run', async () => {
    const { code, text } = await onTerminal('dumb', ['play', 'my shop.yaml']);
    expect(code).toBe(2);
    expect(text).not.toContain('\u001b');
    expect(text).toMatch(/cannot draw on a terminal that calls itself dumb.*: knockon run 'my shop\.yaml'/s);
  });

  it('stops at its budget, says so on the screen and after it, and q quits', async () => {
    const args = ['play', 'shop.yaml', '--speed', 'max', '--max-events', '2000'];
    const { code, text } = await onTerminal('xterm-256color', args, { 'STOPPED ': 'q' });
    expect(code).toBe(0);
    expect(text).toContain('It has used up its 2,000 events. --max-events allows more.');
    expect(text).toMatch(/stopped at 0:\d\d\.\d of .* 2,000 events/);
  });

  it('draws without any colour where NO_COLOR is set, dialogs too', async () => {
    const args = ['play', 'shop.yaml', '--paused'];
    const typed = { 'inject a fault': 'q', '? help': '?', 'draw the screen anew': 'q' };
    const { code, text } = await onTerminal('xterm-256color', args, typed, { NO_COLOR: '1' });
    expect(code).toBe(0);
    expect(text).toContain('\u001b[0;1m');
    expect(text).not.toMatch(COLOURED);
  });

  it('takes colours for a light background where the terminal says that it has one', async () => {
    const args = ['play', 'shop.yaml', '--paused'];
    const { text } = await onTerminal('xterm-256color', args, { help: 'q' }, { COLORFGBG: '0;15' });
    expect(text).toContain('38;5;241m');
    expect(text).toMatch(COLOURED);
    // Nothing of the theme's sixteen.
    expect(text).not.toMatch(/\u001b\[(0;)?(1;)?(3[1-7]|9[0-7])m/);
  });

  it('refuses a size of memory that is none, before it draws', async () => {
    const { code, text } = await onTerminal('xterm', ['play', 'shop.yaml', '--max-memory', 'much']);
    expect(code).toBe(2);
    expect(text).toMatch(/^knockon: --max-memory: "much" is not understood; expected a size/);
  });

  it('names no run of a file that is not there', async () => {
    for (const answer of [
      await place.knockon(['play', 'nope.yaml']),
      await onTerminal('dumb', ['play', 'nope.yaml']).then(({ code, text }) => ({ code, err: text })),
    ]) {
      expect(answer.code).toBe(2);
      expect(answer.err).toContain('there is no such file');
      expect(answer.err).not.toContain('knockon run');
    }
  });
});
