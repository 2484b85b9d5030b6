/** The theories, a file a subject, in the order in which they are told. */
import { callers } from './callers.ts';
import type { Theory } from './contract.ts';
import { failures } from './failures.ts';
import { fanOut } from './fan-out.ts';
import { health } from './health.ts';
import { limits } from './limits.ts';
import { manyServers } from './many-servers.ts';
import { messages } from './messages.ts';
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
  ...callers,
  ...limits,
  ...health,
  ...messages,
];
