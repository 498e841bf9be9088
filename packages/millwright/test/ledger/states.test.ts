import { expect, test } from 'vitest'
import { sqlite } from '../../src/dialects/sqlite/sqlite.ts'
import { sql } from '../../src/kernel/sql.ts'
import { ensureLedger } from '../../src/ledger/ledger.ts'
import { insertRun, moveRun, readRun } from '../../src/ledger/runs.ts'
import { canMove, isUnfinished, moves, type RunState, runStates, verdicts } from '../../src/ledger/states.ts'
import { problemOf } from '../run/project-with.ts'

/** Every move there is, written down a second time: a change of the table has to be meant. */
const allowed: Readonly<Record<RunState, string>> = {
  planned: 'running failed',
  running: 'pausing paused verifying failed reverting',
  pausing: 'paused verifying failed running reverting',
  paused: 'running reverting',
  failed: 'running reverting',
  verifying: 'proved applied failed running reverting',
  proved: 'reverting',
  applied: 'reverting verifying',
  reverting: 'reverted failed reverting',
  reverted: '',
}

const pairs = runStates.flatMap((from) => runStates.map((to) => [from, to] as const))

async function runIn(state: RunState) {
  const db = await sqlite.scratch()
  await ensureLedger(sqlite, db)
  await insertRun(db, { id: 'r', plan: 'p', document: '{}', command: 'up', actor: 'a', startedAt: 'now', version: '1' })
  await db.run(sql`update millwright_run set state = ${state}`)
  return db
}

test.each(pairs)('%s to %s', async (from, to) => {
  const isAllowed = allowed[from].split(' ').includes(to)
  expect(canMove(from, to)).toBe(isAllowed)
  const db = await runIn(from)
  if (isAllowed || from === to) {
    await moveRun(db, 'r', to)
    expect((await readRun(db, 'r')).state).toBe(to)
  } else {
    const problem = await problemOf(moveRun(db, 'r', to))
    expect(problem).toMatchObject({ code: 'RUN103', message: `Run r cannot go from ${from} to ${to}.` })
    expect((await readRun(db, 'r')).state).toBe(from)
  }
  await db.close()
})

test('every state has its moves, and all of them lead to states', () => {
  expect(Object.keys(moves).sort()).toEqual([...runStates].sort())
  expect(
    Object.values(moves)
      .flat()
      .every((to) => runStates.includes(to)),
  ).toBe(true)
})

test('which states leave work to do, and what the verdicts are worth', () => {
  expect(runStates.filter(isUnfinished)).toEqual(['planned', 'running', 'pausing', 'paused', 'failed', 'verifying'])
  expect(verdicts).toEqual({ PROVED: 0, 'APPLIED, NOT PROVED': 3, REFUSED: 4, PAUSED: 5, FAILED: 1, REVERTED: 6 })
})
