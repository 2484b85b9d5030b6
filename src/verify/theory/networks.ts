/** Stations that call each other, open and closed; and one stream over several queues. */
import { shortestOfTwoResponseMean } from '../formulas/choices.ts';
import { randomSplit, roundRobin } from '../formulas/dispatch.ts';
import { finiteSource } from '../formulas/finite-source.ts';
import { feedbackResponseMean, tandem } from '../formulas/jackson.ts';
import { closedNetwork } from '../formulas/mva.ts';
import type { Theory } from './contract.ts';
import { exponentialServer, front, station, usersOfFront } from './station.ts';

const row = tandem(40, [
  { serviceMean: 0.012, servers: 1 },
  { serviceMean: 0.04, servers: 3 },
]);

const repairman = finiteSource({ users: 12, thinkMean: 0.2, serviceMean: 0.02, servers: 1 });

const loop = closedNetwork(
  [
    { kind: 'delay', demand: 0.5 },
    { kind: 'queue', demand: 0.02 },
    { kind: 'queue', demand: 0.05, servers: 3 },
  ],
  25,
);

const split = (balancer: string, replicas: number, rate: number) =>
  station({ step: { work: { exponential: '10ms' } }, service: { replicas, balancer }, rate });

export const networks: readonly Theory[] = [
  {
    name: 'tandem',
    title: 'M/M/1 and then M/M/3: each behaves as if it were alone',
    source: 'Burke (1956); Kleinrock, Queueing Systems I (1975), section 4.8',
    seconds: 250,
    system: {
      services: {
        front: front([{ call: 'first.serve' }, { call: 'second.serve' }]),
        first: exponentialServer('12ms'),
        second: exponentialServer('40ms', 3),
      },
      load: [usersOfFront(40)],
    },
    claims: [
      {
        what: 'first, response',
        metric: 'latency-mean',
        of: 'service first',
        formula: 's₁/(1 − ρ₁)',
        is: row.stations[0].responseMean,
      },
      {
        what: 'second, response',
        metric: 'latency-mean',
        of: 'service second',
        formula: 's₂ + C/(c/s₂ − λ)',
        is: row.stations[1].responseMean,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'the sum of both',
        is: row.responseMean,
      },
    ],
  },
  {
    name: 'feedback',
    title: 'M/M/1 whose answers come straight back with probability 0.4',
    source: 'Jackson (1957); Kleinrock, Queueing Systems I (1975), section 4.8',
    seconds: 400,
    system: {
      services: {
        front: front([{ repeat: { again: '40%', steps: [{ call: 'station.serve' }] } }]),
        station: exponentialServer('12ms'),
      },
      load: [usersOfFront(25)],
    },
    claims: [
      {
        what: 'calls of it',
        metric: 'offered',
        of: 'service station',
        formula: 'λ/(1 − p)',
        is: 25 / 0.6,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: '1/((1 − p)/s − λ)',
        is: feedbackResponseMean(25, 0.012, 0.4),
      },
    ],
  },
  {
    name: 'repairman',
    title: 'M/M/1//N: twelve users who think, ask, and wait for the answer',
    source: 'Kleinrock, Queueing Systems I (1975), section 3.8',
    seconds: 160,
    system: station({
      step: { work: { exponential: '20ms' } },
      load: { users: 12, think: { exponential: '200ms' } },
    }),
    claims: [
      {
        what: 'throughput',
        metric: 'throughput',
        of: 'load users',
        formula: '(1 − p(0))/s',
        is: repairman.throughput,
      },
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'E[n]/throughput',
        is: repairman.responseMean,
      },
    ],
  },
  {
    name: 'closed',
    title: '25 users go round between thought, one server and three',
    source: 'Reiser & Lavenberg, Mean-value analysis (1980)',
    seconds: 230,
    system: {
      services: {
        front: front([{ call: 'small.serve' }, { call: 'large.serve' }]),
        small: exponentialServer('20ms'),
        large: exponentialServer('50ms', 3),
      },
      load: [{ name: 'users', operation: 'front.go', users: 25, think: { exponential: '500ms' } }],
    },
    claims: [
      {
        what: 'throughput',
        metric: 'throughput',
        of: 'load users',
        formula: 'MVA: n/(Σ R(n))',
        is: loop.throughput,
      },
      {
        what: 'one, response',
        metric: 'latency-mean',
        of: 'service small',
        formula: 'MVA: s(1 + Q(n − 1))',
        is: loop.responseMeans[1],
      },
      {
        what: 'three, response',
        metric: 'latency-mean',
        of: 'service large',
        formula: 'MVA with marginals',
        is: loop.responseMeans[2],
      },
    ],
  },
  {
    name: 'random',
    title: 'Balancer random: each of four replicas is an M/M/1 of its own',
    source: 'Kleinrock, Queueing Systems I (1975), section 2.4',
    seconds: 80,
    system: split('random', 4, 200),
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's/(1 − λs/n)',
        is: randomSplit({ arrivalRate: 200, serviceMean: 0.01, servers: 4 }).responseMean,
      },
    ],
  },
  {
    name: 'round-robin',
    title: 'Balancer round-robin: each of four replicas is an E₄/M/1',
    source: 'Kleinrock, Queueing Systems I (1975), section 6.4',
    seconds: 60,
    system: split('round-robin', 4, 240),
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 's/(1−σ), σ = A*((1−σ)/s)',
        is: roundRobin({ arrivalRate: 240, serviceMean: 0.01, servers: 4 }).responseMean,
      },
    ],
  },
  {
    name: 'shortest-queue',
    title: 'Balancer least-requests: all join the shorter of two',
    source: 'Balance equations of (shorter, longer); Kingman, Two similar queues (1961)',
    seconds: 150,
    system: split('least-requests', 2, 120),
    claims: [
      {
        what: 'mean response',
        metric: 'latency-mean',
        of: 'load users',
        formula: 'Σ (i + j) p(i, j)/λ',
        is: shortestOfTwoResponseMean(120, 0.01, 40),
      },
    ],
  },
];
