/** The theories, a file a subject, in the order in which they are told. */
import type { Theory } from './contract.ts';
import { failures } from './failures.ts';
import { fanOut } from './fan-out.ts';
import { manyServers } from './many-servers.ts';
import { networks } from './networks.ts';
import { oneServer } from './one-server.ts';
import { sharing } from './sharing.ts';

export const theories: readonly Theory[] = [
  ...oneServer,
  ...manyServers,
  ...sharing,
  ...networks,
  ...fanOut,
  ...failures,
];
