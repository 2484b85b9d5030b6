/**
 * Deploy: a new version goes out, replica after replica, and it is not as good as the old one. A replica runs one
 * version, and a deploy that begins takes the place of one that is still going out (Kubernetes documentation,
 * "Deployments", rollover: the update under way is not waited for, its replicas are replaced like all others).
 */
import { countBetween, factor, mapping, positiveDuration, sayDuration, share } from '../../fields/index.ts';
import type { EffectSpec, FaultDefinition, Scene } from './contract.ts';
import { rollout } from './rollout.ts';

interface DeployParams {
  readonly restart: number;
  readonly every?: number;
  readonly batch?: number;
  readonly drain?: number;
  readonly errors?: number;
  readonly slow?: number;
  readonly 'roll-back'?: number;
}

/** A batch that is replaced at an instant: nobody sends to it, then it is down, then it is there again. */
function replaced(
  after: number,
  drain: number,
  restart: number,
  only: readonly number[] | undefined,
  isBack: boolean,
): EffectSpec[] {
  const these = { ...(only === undefined ? {} : { only }), ...(isBack ? { isBack } : {}) } as const;
  return [
    ...(drain > 0
      ? [{ kind: 'absent', strength: 1, after, length: drain + restart, replacing: 0, ...these } as const]
      : []),
    { kind: 'down', strength: 1, after: after + drain, length: restart, replacing: drain, ...these },
  ];
}

function effects(params: DeployParams, scene: Scene): EffectSpec[] {
  const { restart, batch = 1, drain = 0, errors = 0, slow = 1, 'roll-back': back = scene.length } = params;
  const every = params.every ?? drain + restart;
  const until = Math.min(back, scene.length);
  const isUndone = back < scene.length;
  return rollout({ every, batch }, { ...scene, length: until }).flatMap(({ after, only }) => {
    const these = only === undefined ? {} : { only };
    const ready = after + drain + restart;
    // What went out first goes back first, in the same rhythm.
    const end = isUndone ? back + after : scene.length;
    const bad = { after: ready, length: end - ready, ofVersion: true, ...these } as const;
    return [
      ...replaced(after, drain, restart, only, false),
      ...(errors > 0 && ready < end ? [{ kind: 'fail', strength: errors, ...bad } as const] : []),
      ...(slow !== 1 && ready < end ? [{ kind: 'slow', strength: slow, ...bad } as const] : []),
      ...(isUndone ? replaced(back + after, drain, restart, only, true) : []),
    ];
  });
}

export const deploy: FaultDefinition<DeployParams> = {
  name: 'deploy',
  title: 'Bad deploy',
  sentence:
    'Replicas are restarted one after the other and come back with a version that fails or is slow, until it is rolled back or the fault is over. Where another deploy of the same replicas begins meanwhile, this one goes to no more of them, and what it brought goes as the later one replaces it; when the later one is rolled back, this one is back.',
  targets: ['service'],
  params: mapping({
    restart: positiveDuration.meta({ description: 'How long a replica is away while it is replaced.' }),
    every: positiveDuration
      .optional()
      .meta({ description: 'From one batch to the next; default as soon as the last one is back.' }),
    batch: countBetween(1, 10_000)
      .optional()
      .meta({ description: 'Replicas that are replaced together; default 1.' }),
    drain: positiveDuration.optional().meta({
      description: 'So long before it goes down, nobody sends to a replica any more; default not at all.',
    }),
    errors: share.optional().meta({ description: 'Share of the requests that the new version fails.' }),
    slow: factor.optional().meta({ description: 'How many times longer work takes with the new version.' }),
    'roll-back': positiveDuration.optional().meta({
      description:
        'So long after its beginning nothing more goes out, and what is out is replaced again by what went out before it. It must come before the fault is over.',
    }),
  }),
  example: {
    deploy: 'payments',
    restart: '5s',
    drain: '2s',
    every: '10s',
    errors: '20%',
    at: '30s',
    for: '60s',
  },
  contradiction: ({ 'roll-back': back }, { length, left }) => {
    if (back === undefined || (back < length && back < left)) return undefined;
    const isOver = length <= left ? 'the fault is over' : 'the run is over';
    return {
      key: 'roll-back',
      sentence: `${isOver} before it is rolled back, ${sayDuration(back)} after its beginning`,
      hint: length <= left ? 'write a shorter `roll-back`, or a longer `for`' : 'write a shorter `roll-back`',
    };
  },
  effects,
};
