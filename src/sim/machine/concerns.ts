/** Which messages a fault of links is about: those of some replicas, of one direction, or between zones. */
import { NONE } from '../terms/columns.ts';
import type { Aim } from './plan.ts';

/** Does a link aim concern a message (or, `back`, an answer) between these replicas? NONE stands for a caller that is no replica. */
export function concerns(
  aim: Aim,
  zoneFrom: number,
  zoneTo: number,
  from: number,
  to: number,
  back: boolean,
): boolean {
  if (aim.replica !== NONE && aim.replica !== from && aim.replica !== to) return false;
  if (aim.zoneFrom === NONE) return aim.direction === 'both' || (aim.direction === 'back') === back;
  if (aim.zoneTo === NONE) return (aim.zoneFrom === zoneFrom) !== (aim.zoneFrom === zoneTo);
  // Between zones it matters where a message comes from, not whether it is a question or an answer.
  const [sender, receiver] = back ? [zoneTo, zoneFrom] : [zoneFrom, zoneTo];
  return (
    (aim.direction !== 'back' && aim.zoneFrom === sender && aim.zoneTo === receiver) ||
    (aim.direction !== 'there' && aim.zoneFrom === receiver && aim.zoneTo === sender)
  );
}
