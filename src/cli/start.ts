/** The door of the command. Node may keep what it compiles: half of a short start is reading our own code. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./main.ts');
