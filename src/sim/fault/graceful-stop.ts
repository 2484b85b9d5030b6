/** Graceful stop: new requests are refused at once, those under way may finish, and after a grace they are killed. */
import { mapping, positiveDuration } from '../../fields/index.ts';
import { type ComebackParams, comeback, comebackContradiction, comebackParams } from './comeback.ts';
import type { EffectSpec, FaultDefinition } from './contract.ts';

interface GracefulStopParams extends ComebackParams {
  readonly grace: number;
}

export const gracefulStop: FaultDefinition<GracefulStopParams> = {
  name: 'graceful-stop',
  title: 'Graceful stop',
  sentence:
    'The replicas let nobody in any more, finish what they have for a grace, kill the rest, and are away until the fault is over.',
  targets: ['service', 'zone'],
  params: mapping({
    grace: positiveDuration
      .default(30e9)
      .meta({ description: 'How long requests under way, waiting ones too, may take to finish.' }),
    ...comebackParams,
  }),
  example: { 'graceful-stop': 'payments', replicas: 'one', grace: '5s', at: '30s', for: '15s' },
  contradiction: comebackContradiction,
  effects: (params, scene) => {
    const killed: EffectSpec[] =
      params.grace < scene.length ? [{ kind: 'down', strength: 1, after: params.grace }] : [];
    return [{ kind: 'closed', strength: 1 }, ...killed, ...comeback(params, scene)];
  },
};
