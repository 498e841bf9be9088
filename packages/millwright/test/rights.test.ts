import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const nobody = { uid: 65_534, gid: 65_534 }
const files = ['dialects/sqlite-open', 'cli/signals', 'sources/input-file']
const names = ['rights that are missing are told', 'may only be read', 'this user may not read']
const script = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))

/** Root may read and write everything, so its tests of missing rights prove nothing; nobody's do. */
const isRoot = process.getuid?.() === 0
const mayLook = isRoot && spawnSync(process.execPath, ['-e', '0'], { cwd: root, ...nobody }).status === 0
if (isRoot && !mayLook) process.stderr.write(`the tests of missing rights are skipped: only root may read ${root}\n`)

test.skipIf(!mayLook)(
  'the tests of missing rights pass for a user who has few',
  () => {
    const args = [...files.map((file) => `packages/millwright/test/${file}.test.ts`), '-t', names.join('|')]
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [script, 'run', '--configLoader', 'native', '--reporter', 'dot', ...args],
      { cwd: root, encoding: 'utf8', env: { ...process.env, HOME: '/tmp', CI: '', NO_COLOR: '1' }, ...nobody },
    )
    expect({ status, tests: /^ *Tests +(\d+ passed)/m.exec(stdout)?.[1] }, stdout + stderr).toEqual({
      status: 0,
      tests: '5 passed',
    })
  },
  120_000,
)
