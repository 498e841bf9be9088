import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'

/** Whether a file would stand in a Git work tree that does not ignore it: the next commit could publish it. */
export function isTracked(path: string): boolean {
  const asked = spawnSync('git', ['check-ignore', '--quiet', path], { cwd: dirname(path), stdio: 'ignore' })
  return asked.status === 1 // 0: ignored; 128: no work tree; null: no Git
}
