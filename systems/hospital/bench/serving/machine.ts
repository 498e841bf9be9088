import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const canPin = spawnSync('taskset', ['--version']).status === 0 && availableParallelism() > 1

/** Servers get the second core for themselves, the client stays on the first one. */
export const pinning = canPin
  ? 'servers on core 1, the client on core 0'
  : 'no pinning: taskset or a second core is missing'

/** A command that runs on the servers' core. */
export const onServerCore = (command: string, args: readonly string[]): readonly [string, readonly string[]] =>
  canPin ? ['taskset', ['-c', '1', command, ...args]] : [command, args]

/** Keeps this process with all of its threads off the servers' core. */
export function stayOnClientCore(): void {
  if (canPin) spawnSync('taskset', ['-acp', '0', String(process.pid)])
}
