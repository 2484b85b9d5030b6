/** Poison: a query of death. Whoever takes the request dies of it, and a retry takes it to the next. */
import { countBetween, mapping, positiveDuration, share } from '../../fields/index.ts';
import type { FaultDefinition } from './contract.ts';

interface PoisonParams {
  readonly key: number;
  readonly share: number;
  readonly restart: number;
}

export const poison: FaultDefinition<PoisonParams> = {
  name: 'poison',
  title: 'Poison',
  sentence: 'A request about this key kills the replica that begins it; so does each retry of it.',
  targets: ['service', 'operation'],
  needs: 'keys',
  params: mapping({
    key: countBetween(0, 9_999_999).meta({ description: 'Which of the keys is poisonous.' }),
    share: share.default(1).meta({ description: 'Share of those requests that kill; all, by default.' }),
    restart: positiveDuration.default(5e9).meta({ description: 'Time until a dead replica is up again.' }),
  }),
  example: { poison: 'payments.charge', key: 7, restart: '2s', at: '30s', for: '10s' },
  effects: (p) => [{ kind: 'kill', strength: p.share, keys: [p.key], measure: p.restart }],
};
