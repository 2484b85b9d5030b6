/** The run as a job of a shell, with signals that only pretend. */
import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { startJob } from '../../../src/ui/live/job.ts';

function stage() {
  const said: string[] = [];
  const process = new EventEmitter();
  const kill = (pid: number, signal: string | number = ''): true => {
    said.push(`${signal} to ${pid}, heard by ${process.listenerCount('SIGTSTP')}`);
    return true;
  };
  const signals = Object.assign(process, { kill }) as unknown as NodeJS.Process;
  const job = startJob({
    suspend: async (meanwhile) => {
      said.push('given up');
      await meanwhile();
      said.push('taken again');
    },
    onReturn: () => said.push('drawn anew'),
    signals,
  });
  return { said, job, process };
}

test('Ctrl-Z gives up the terminal, stops everybody in the job with nobody in the way, and takes it again', async () => {
  vi.useFakeTimers();
  try {
    const { said, job, process } = stage();
    job.stop();
    expect(said).toEqual(['given up', 'SIGTSTP to 0, heard by 0']);
    // The shell says that it goes on; whose terminal it is is settled already.
    process.emit('SIGCONT');
    await vi.advanceTimersByTimeAsync(1000);
    expect(said.slice(2)).toEqual(['taken again']);
    expect(process.listenerCount('SIGTSTP')).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('a stop that somebody else asks for goes the same way, once however often it is asked', () => {
  const { said, process } = stage();
  process.emit('SIGTSTP');
  process.emit('SIGTSTP');
  expect(said).toEqual(['given up', 'SIGTSTP to 0, heard by 0']);
});

test('after a stop that nobody could hear of, all is drawn anew', () => {
  const { said, process } = stage();
  process.emit('SIGCONT');
  expect(said).toEqual(['drawn anew']);
});

test('once it is over signals are left alone', () => {
  const { job, process } = stage();
  job.dispose();
  expect(process.eventNames()).toEqual([]);
});
