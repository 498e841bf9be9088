import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRollback } from '../../src/back/options.ts'
import { parseMove } from '../../src/move/options.ts'
import { type Ended, program } from './program.ts'
import { samplePlace } from './support.ts'

const place = { cwd: '/where/i/stand', today: '2026-02-03' }
const mistake = (...args: readonly string[]): string => {
  const parsed = parseMove(['--data', 'd', '--db', 'x.db', ...args], place)
  return parsed.kind === 'mistake' ? parsed.message : parsed.kind
}

test('a command line is read as it is meant, from where it was typed', () => {
  const parsed = parseMove(['--data', 'd', '--db', '../x.db', '--placeholder-serials', 'fail'], place)
  if (parsed.kind !== 'run') throw new Error(parsed.kind)
  const { data, db, asOf, isDayNamed, policies, rejects } = parsed.options
  expect({ data, db, asOf, isDayNamed, rejects }).toEqual({
    data: '/where/i/stand/d',
    db: '/where/i/x.db',
    asOf: '2026-02-03',
    isDayNamed: false,
    rejects: 0,
  })
  expect(policies.placeholderSerials).toBe('fail')
  expect(parseMove(['--help'], place).kind).toBe('help')
})

test('a mistake of any kind runs nothing', () => {
  expect(mistake('--dry-rnu')).toContain("Unknown option '--dry-rnu'")
  expect(mistake('more')).toContain("Unexpected argument 'more'")
  expect(mistake('--as-of')).toContain("'--as-of <value>' argument missing")
  expect(mistake('--as-of', '31/02/2025')).toBe('--as-of 31/02/2025: use a day of the calendar as YYYY-MM-DD.')
  expect(mistake('--placeholder-serials', 'drop')).toBe('--placeholder-serials drop: use suffix, quarantine, fail.')
  expect(mistake('--existing', 'drop')).toBe('--existing drop: use conflict-fail, source-wins, target-wins.')
  expect(mistake('--rejects', '-1')).not.toBe('run')
  expect(mistake('--rejects', 'many')).toBe('--rejects many: use a whole number.')
  expect(parseMove(['--db', 'x'], place)).toEqual({ kind: 'mistake', message: '--data is missing.' })
  expect(parseRollback(['--data', 'd'], place)).toEqual({ kind: 'mistake', message: '--db is missing.' })
  expect(parseRollback(['--data', 'd', '--db', 'x', '--force'], place).kind).toBe('mistake')
})

test('exit codes: 2 for a mistake, 4 for a refusal; with --json one document and nothing else', async () => {
  const { data, db, folder } = samplePlace()
  const wrong = await program('move.ts', ['--data', data, '--db', db, '--what'])
  expect([wrong.code, wrong.out, existsSync(db)]).toEqual([2, '', false])
  const gone = await program('move.ts', ['--data', join(folder, 'none'), '--db', db, '--json'])
  expect(gone.code).toBe(4)
  expect(JSON.parse(gone.out)).toMatchObject({
    verdict: { word: 'REFUSED', exitCode: 4 },
    problem: { code: 'HOSP101' },
  })
  const report = join(folder, 'out', 'report.json')
  const done = await program('move.ts', [
    '--data',
    data,
    '--db',
    db,
    '--as-of',
    '2025-06-28',
    '--json',
    '--report',
    report,
  ])
  expect(done.code).toBe(0)
  expect(JSON.parse(done.out)).toEqual(JSON.parse(readFileSync(report, 'utf8')))
  for (const line of done.err.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
})

test('start moves the sample, says so, serves it, and can be typed again', { timeout: 240_000 }, async () => {
  for (const work of [() => program('start.ts', ['--once']), startAndOpen]) {
    const { code, out } = await work()
    expect(code).toBe(0)
    expect(out).toContain('612 OCM and 1,038 PPM devices are in the database; statuses hold for 2025-06-28.')
    expect(out.match(/^verdict: \w+/gm)).toEqual(['verdict: PROVED', 'verdict: PROVED'])
    expect(out).toMatch(/^After the move: migrations 0010 to \d{4}$/m)
    expect(out).toContain('0012 visits             4,152 read, 4,152 written')
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([])
    expect(seen).toBe(work === startAndOpen ? 612 : 0)
  }
  for (const args of [['--twice'], ['--port'], ['--port', 'x']]) expect((await program('start.ts', args)).code).toBe(2)
})

/** How many devices the server that was started has shown. */
let seen = 0

/** As a person does it: opens the link that was printed, looks at a register, and types Ctrl-C. */
function startAndOpen(): Promise<Ended> {
  let link = ''
  return program('start.ts', ['--port', '0'], (line, child) => {
    link = /http\S+token=\S+/.exec(line)?.[0] ?? link
    if (line.includes('Ctrl-C ends the server')) void lookAtRegister(link).finally(() => child.kill('SIGINT'))
  })
}

async function lookAtRegister(link: string): Promise<void> {
  const cookie = (await fetch(link)).headers.get('set-cookie')?.split(';')[0] ?? ''
  const answer = await fetch(new URL('/api/equipment/ocm', link), { headers: { cookie } })
  seen = ((await answer.json()) as readonly unknown[]).length
}

test('up: brings a moved database to the head, says so when it stands there, and makes none out of nothing', async () => {
  const { data, db } = samplePlace()
  const early = await program('up.ts', ['--db', db, '--json'])
  expect([early.code, existsSync(db)]).toEqual([4, false])
  expect(JSON.parse(early.out)).toMatchObject({ problem: { code: 'HOSP113' } })
  expect((await program('move.ts', ['--data', data, '--db', db, '--as-of', '2025-06-28'])).code).toBe(0)
  const wrong = await program('up.ts', ['--db', db, '--dry-rnu'])
  expect([wrong.code, wrong.out]).toEqual([2, ''])
  expect((await program('up.ts', ['--help'])).out).toContain('npm run -s up')
  const upped = await program('up.ts', ['--db', db])
  expect([upped.code, upped.out.match(/^verdict: .*/gm)]).toEqual([0, [expect.stringContaining('PROVED')]])
  const again = await program('up.ts', ['--db', db])
  expect([again.code, again.out]).toEqual([
    0,
    expect.stringMatching(/^Nothing to do: the database stands at \d{4}\.\n$/),
  ])
  const document = JSON.parse((await program('up.ts', ['--db', db, '--json'])).out) as object
  expect(document).toMatchObject({ upToDate: true, exit: 0 })
})
