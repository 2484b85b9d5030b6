/** Services under strain: where it hurts in a stretch of time. */
import { type Interval, subjectsOf } from '../sim/index.ts';
import { valueIn } from './value-in.ts';
import { sayCount, sayShare } from './words.ts';

export interface HotSpot {
  readonly service: string;
  readonly utilisationShare: number;
  /** Attempts waiting at all its replicas, on average. */
  readonly queueDepth: number;
  readonly turnedAwayShare: number;
  /** Of all attempts, as those turned away, of which these are: they came where nobody listened. */
  readonly metNobodyShare: number;
  /** It was asked, nobody was there, and it did nothing. */
  readonly isDown: boolean;
  readonly wastedShare: number;
}

/** Share from which slots are scarce, work is mostly in vain, or callers are turned away: worth a line. */
const BUSY = 0.85;
const NOTABLE = 0.02;
const HALF = 0.5;

/** The worst first. */
export function hotSpotsOf(interval: Interval): HotSpot[] {
  return subjectsOf(interval.directory, 'service')
    .map(({ name, index }) => {
      const of = (metric: string) => valueIn(interval, 'service', index, metric);
      const slots = of('utilisation');
      const cores = of('cores-utilisation');
      return {
        service: name,
        utilisationShare: cores > slots || Number.isNaN(slots) ? cores : slots,
        queueDepth: of('queue-depth'),
        turnedAwayShare: of('turned-away'),
        metNobodyShare: of('met-nobody'),
        isDown: of('met-nobody') > 0 && of('in-flight') === 0,
        wastedShare: of('wasted'),
      };
    })
    .filter(
      (spot) =>
        spot.utilisationShare >= BUSY || spot.turnedAwayShare >= NOTABLE || spot.wastedShare >= NOTABLE,
    )
    .sort((a, b) => strain(b) - strain(a));
}

function strain(spot: HotSpot): number {
  return (spot.utilisationShare || 0) + (spot.turnedAwayShare || 0) + (spot.wastedShare || 0);
}

/** `payments: 99.9% busy, 1161 waiting, 93.7% wasted` */
export function sayHotSpot(spot: HotSpot): string {
  // whoever finds nobody there is not turned away by anybody
  const turnedAway = spot.turnedAwayShare - spot.metNobodyShare;
  const busy = Number.isFinite(spot.utilisationShare) ? `${sayShare(spot.utilisationShare)} busy` : '';
  const isBusy = spot.utilisationShare >= HALF;
  const facts = [
    spot.isDown ? 'down' : isBusy ? busy : '',
    spot.queueDepth >= 0.5 ? `${sayCount(spot.queueDepth)} waiting` : '',
    spot.metNobodyShare > 0.0005 ? `${sayShare(spot.metNobodyShare)} met nobody` : '',
    turnedAway > 0.0005 ? `${sayShare(turnedAway)} turned away` : '',
    spot.wastedShare > 0.005 ? `${sayShare(spot.wastedShare)} wasted` : '',
    // where something else is the matter, it comes first
    spot.isDown || isBusy ? '' : busy,
  ].filter((fact) => fact !== '');
  return `${spot.service}: ${facts.join(', ')}`;
}
