/** Health and stages as glyph and tone: the glyph alone says it, the tone says it faster. */
import { STYLE, type Style, style } from '../../draw/index.ts';
import type { FaultStage } from '../../present/fault-spans.ts';
import type { Health } from '../../present/live.ts';
import type { ReplicaNow } from '../../present/replicas.ts';

export interface Mark {
  readonly glyph: string;
  readonly ascii: string;
  readonly style: Style;
  readonly means: string;
}

export const HEALTH: Readonly<Record<Health, Mark>> = {
  ok: { glyph: '●', ascii: 'o', style: STYLE.ok, means: 'ok' },
  strained: { glyph: '◐', ascii: '~', style: STYLE.warn, means: 'strained: nearly full, or behind' },
  idle: { glyph: '○', ascii: '.', style: STYLE.dim, means: 'idle: nobody asks' },
  failing: { glyph: '◑', ascii: '!', style: STYLE.fail, means: 'failing: answers badly' },
  down: { glyph: '✖', ascii: 'X', style: style('fail', 'strong'), means: 'down: asked, and does nothing' },
};

/** Of one replica, where it does not simply serve: then how it fares says nothing, or not enough. */
export const STANDING = {
  dead: { glyph: '†', ascii: 'D', style: style('fail', 'strong'), means: 'dead' },
  draining: { glyph: '◇', ascii: 'd', style: STYLE.warn, means: 'draining' },
} as const satisfies Record<string, Mark>;

export function replicaMark({ standing, health }: ReplicaNow): Mark {
  return standing === 'dead' || standing === 'draining' ? STANDING[standing] : HEALTH[health];
}

export const STAGE: Readonly<Record<FaultStage, Mark>> = {
  planned: { glyph: '░', ascii: '.', style: STYLE.dim, means: 'to come' },
  active: { glyph: '█', ascii: '#', style: style('fail', 'strong'), means: 'under way' },
  past: { glyph: '▒', ascii: '=', style: STYLE.dim, means: 'over' },
};

/** On a line: a breaker lets nobody through, or only probes. */
export const OPEN: Mark = { glyph: '⊘', ascii: '/', style: STYLE.fail, means: 'a breaker is open' };

/** Something takes part in the failure from now on, or no longer. */
export const BEGUN: Mark = { glyph: '!', ascii: '!', style: style('warn', 'strong'), means: 'begins' };
export const OVER: Mark = { glyph: '·', ascii: '.', style: STYLE.dim, means: 'is over' };

/** The lines of the chart, in the order they are drawn: the one that matters most lies on top. */
export const LINES = [
  { key: 'attempts', letter: 'a', style: STYLE.warn },
  { key: 'throughput', letter: 't', style: STYLE.info },
  { key: 'goodput', letter: 'g', style: STYLE.ok },
] as const;

export const glyphOf = (mark: Mark, ascii: boolean): string => (ascii ? mark.ascii : mark.glyph);

const PLAIN: Readonly<Record<string, string>> = {
  '·': '|',
  '×': 'x',
  '…': '~',
  '»': '>',
  '≡': '=',
  '▸': '>',
};

/** The text for a terminal that has nothing but ASCII; what has no likeness becomes a question mark. */
export function asciiText(text: string): string {
  return text.replace(/[^ -~]/gu, (letter) => PLAIN[letter] ?? '?');
}

/** Keys as words. */
export function asciiArrows(text: string): string {
  return text.replace('←', 'left').replace('↓', 'down').replace('↑', 'up').replace('→', 'right');
}
