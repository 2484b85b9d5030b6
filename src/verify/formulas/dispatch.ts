/**
 * One Poisson stream over n equal single servers that each have their own queue.
 * Random: every server sees a Poisson stream, so M/M/1 each (Kleinrock I, section 2.4).
 * Round robin: a server sees every n-th arrival, so gaps are Erlang-n and it is E_n/M/1.
 * One shared queue, the ideal, is M/M/n.
 */
import { erlangGaps, type GIM1Means, gim1 } from './gim1.ts';
import { mm1, type StationMeans } from './mm1.ts';
import type { MMc } from './mmc.ts';

export function randomSplit({ arrivalRate, serviceMean, servers }: MMc): StationMeans {
  return mm1({ arrivalRate: arrivalRate / servers, serviceMean });
}

export function roundRobin({ arrivalRate, serviceMean, servers }: MMc): GIM1Means {
  return gim1(erlangGaps(servers / arrivalRate, servers), serviceMean);
}
