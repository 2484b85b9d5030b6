/** The picture in words, for who listens instead of looking: state first, then trouble, then the rest in brief. */

import { printable } from '../../base/printable.ts';
import { sayFault } from '../../present/fault-spans.ts';
import { FAILING, sayReasonsWhere } from '../../present/live.ts';
import { narrow, sayClock, sayDepth, sayEnd } from '../../present/words.ts';
import { latestNews } from './news.ts';
import { SPEEDS, saySpeed } from './pace.ts';
import type { Scene } from './scene.ts';

const { sayLength, sayRate, sayShare } = narrow;

export function tellScene(scene: Scene): string {
  const { state, plan, now, map } = scene;
  const going = scene.isStopped
    ? 'stopped'
    : scene.isOver
      ? 'over'
      : state.isPaused
        ? 'paused'
        : scene.isHeld
          ? 'standing still while a dialog is open'
          : `running at ${saySpeed(SPEEDS[state.speed])}`;
  const news = latestNews(scene);
  const lines = [
    ...(state.message === undefined ? [] : [`${printable(state.message.text)}.`]),
    ...(news === undefined ? [] : [`${news.text}.`]),
    `${going}, ${sayClock(now)} of ${sayEnd(plan.length)}, seed ${printable(scene.seed)}.`,
  ];
  const fine: string[] = [];
  for (const node of map.nodes) {
    const fares = scene.nodes.get(node.id);
    if (fares === undefined) continue;
    const name = `${node.kind} ${node.name}`;
    const signs = scene.signs.get(node.id) ?? [];
    if (signs.length === 0 && (fares.health === 'ok' || fares.health === 'idle')) {
      if (node.id !== state.selected) {
        fine.push(fares.health === 'ok' ? node.name : `${node.name} (idle)`);
        continue;
      }
    }
    const parts = [
      `${name} ${fares.health}`,
      sayRate(fares.rate),
      ...(Number.isNaN(fares.p99)
        ? []
        : [`${node.kind === 'queue' ? 'oldest' : 'p99'} ${sayLength(fares.p99)}`]),
      ...(node.kind === 'service' ? [`${sayShare(fares.utilisation)} busy`] : []),
      ...(node.kind === 'load' ? [] : [`queue ${sayDepth(fares.depth)}`]),
      ...(fares.failing >= FAILING ? [`${sayShare(fares.failing)} fail`] : []),
      ...signs.map(({ words }) => words),
    ];
    lines.push(`${node.id === state.selected ? 'selected: ' : ''}${parts.join(', ')}.`);
  }
  if (fine.length > 0) lines.push(`ok: ${fine.join(', ')}.`);
  if (scene.reasons.length > 0)
    lines.push(`${scene.reasonsOf ?? 'users'} not good because: ${sayReasonsWhere(scene.reasons)}.`);
  for (const [edge, signs] of scene.edgeSigns)
    lines.push(`${plan.directory.edges[edge].name}: ${signs.map(({ words }) => words).join(', ')}.`);
  const faults = scene.spans.map((span) => sayFault(span, plan, now));
  if (faults.length > 0) lines.push(`faults: ${faults.join(', ')}.`);
  return lines.join('\n');
}
