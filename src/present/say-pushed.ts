/** A parameter that somebody has pushed, in a few words: what is in force, and where it is not everywhere, what else. */
import type { PushedParameter } from '../sim/index.ts';

/** Of one parameter, all that was pushed: `20ms (pushed)`, `300ms, at 1 of 3 20ms (pushed)`. */
export function sayPushed(pushed: readonly PushedParameter[]): string {
  const [{ of, before }] = pushed;
  const everywhere = pushed.reduce((sum, { at }) => sum + at, 0) >= of;
  if (pushed.length === 1 && everywhere) return `${pushed[0].to} (pushed)`;
  const changed = pushed.map(({ to, at }) => `at ${at} of ${of} ${to} (pushed)`);
  return [...(everywhere ? [] : [before.join(' or ') || 'not set']), ...changed].join(', ');
}

/** Of all: `pushed timeout.after 20ms (was 300ms)`, `pushed retry.attempts 5 at 1 of 3 (was 3)`. */
export function sayPushes(pushed: readonly PushedParameter[]): string[] {
  return pushed.map(({ name, to, at, of, before }) => {
    const where = at < of ? ` at ${at} of ${of}` : '';
    const was = before.length === 0 ? '' : ` (was ${before.join(' or ')})`;
    return `pushed ${name} ${to}${where}${was}`;
  });
}
