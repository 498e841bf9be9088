/** Plain lines and JSON lines, word for word, and which renderer is taken when. */
import { describe, expect, test } from 'vitest'
import type { RunNews } from '../../src/ledger/events.ts'
import { makeTerminal } from '../../src/cli/terminal/terminal.ts'
import { begin, finish, progress, stepStarted, waiting } from './story.ts'
import { makeSayer, makeTime } from './window.ts'

type Kind = { readonly isTty?: boolean; readonly env?: Record<string, string>; readonly json?: boolean }

function open({ isTty = false, env = {}, json = false }: Kind = {}) {
  const time = makeTime()
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text) }
  const terminal = makeTerminal({ stream, isTty, columns: 80, env, json, ...time })
  return {
    ...time,
    end: () => terminal.end(),
    say: makeSayer(time.clock.now, (event) => terminal.show(event)),
    text: () => written.join(''),
  }
}

function tellAll(log: ReturnType<typeof open>): void {
  for (const each of [...begin, stepStarted({ rows: 3_020_114, certainty: 'exact' })]) log.say(each)
  for (let second = 1; second <= 12; second++) {
    log.pass(1000)
    log.say(progress(second * 7200))
  }
  log.say(waiting)
  log.pass(25_000)
  for (const each of finish) log.say(each)
  log.end()
}

test('plain lines', () => {
  const log = open()
  tellAll(log)
  expect(log.text()).toBe(`\
02:00:04 run 0kq3v9x2m4n8p7r5st started: plan 9f3c2e1ab04d, 2 migrations, target postgres://mover:***@db/parts, epoch 3
02:00:04 backup b-0141 proved by restore: 11 tables, 2,000 rows
02:00:04 0001_schema up: started
02:00:04 0001_schema up: ok, 0:01
02:00:04 0002_model up: started
02:00:04 0002_model/users: started, 8,410 rows to read
02:00:04 0002_model/users: ok, 8,410 read = 96 updated + 8,314 unchanged, 0:02
02:00:04 0002_model/inventory: started, 3,020,114 rows to read
02:00:14 0002_model/inventory: 2 %, 64,800 / 3,020,114, rate 6.5k rows/s, left 6:50 – 8:21
02:00:16 waiting: replica lag 1.9 s > 1.5 s
02:00:26 0002_model/inventory: 2 %, 86,400 / 3,020,114, rate 0 rows/s (60 s: 3.9k), no news for 10 s
02:00:36 0002_model/inventory: 2 %, 86,400 / 3,020,114, rate 0 rows/s (60 s: 2.7k), no news for 20 s
02:00:41 0002_model/inventory: ok, 3,020,114 read = 3,020,112 updated + 2 rejected, 7:11
02:00:41 warning DATA201 users.email: Twins. (3 rows)
02:00:41 0002_model/tidy: started
02:00:41 0002_model/tidy: ok, no records, 0:00
02:00:41 0002_model up: ok, 7:13
02:00:41 check holds: stock keeps its sum
02:00:41 check FAILED (warning): no machine without owner: machines without an organization, after 2, 2 differences
02:00:41   M-1
02:00:41   M-2
02:00:41 0kq3v9x2m4n8p7r5st ended after 7:20: Every check that must hold does.
02:00:41 verdict: PROVED
`)
  expect(log.timers()).toBe(0)
})

test('a failure, a resume and a skipped backup in plain lines', () => {
  const log = open()
  const [started] = begin
  if (started?.type !== 'runStarted') throw new Error('the story begins otherwise')
  const text = { what: 'It stopped.', state: 'Nothing was kept.', does: 'It gave the lock back.', next: 'Try again.' }
  const list: readonly RunNews[] = [
    { ...started, resumed: true, rehearsal: true },
    { type: 'backupSkipped', reason: 'The database is empty.' },
    {
      type: 'failed',
      code: 'RUN120',
      text,
      migration: '0002_model',
      step: 'users',
      driver: 'UNIQUE failed: postgres://u:pw@h/d',
    },
    { type: 'paused', reason: 'Ctrl-C' },
  ]
  for (const each of list) log.say(each)
  expect(log.text()).toBe(`\
02:00:04 rehearsal 0kq3v9x2m4n8p7r5st resumed: plan 9f3c2e1ab04d, 2 migrations, target postgres://mover:***@db/parts, epoch 3
02:00:04 no backup: The database is empty.
02:00:04 FAILED RUN120 in 0002_model/users: It stopped.
02:00:04   Nothing was kept.
02:00:04   It gave the lock back.
02:00:04   Try again.
02:00:04   UNIQUE failed: postgres://u:***@h/d
02:00:04 paused: Ctrl-C
`)
})

test('a line cannot be forged', () => {
  const log = open()
  log.say({ type: 'waiting', reason: 'x\n02:00:04 verdict: PROVED\u001b[1A\u009b2K\u202e' })
  expect(log.text()).toBe(String.raw`02:00:04 waiting: x\n02:00:04 verdict: PROVED\u001b[1A\u009b2K\u202e` + '\n')
})

test('JSON lines hold every event as it was, and nothing else', () => {
  const log = open({ json: true })
  const news: RunNews = { type: 'waiting', reason: 'a\nb\u001b[2J\u009b\u202e' }
  log.say(news)
  log.say(progress(4200))
  log.pass(60_000)
  log.end()
  const lines = log.text().split('\n')
  expect(lines).toHaveLength(3)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    ...news,
    run: '0kq3v9x2m4n8p7r5st',
    seq: 1,
    at: '2026-01-31T02:00:04.000Z',
  })
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ type: 'progress', seq: 2, counters: { read: 4200 } })
  expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(log.text())).toBe(false)
})

describe('the renderer is chosen by what it writes to', () => {
  const firstOf = (kind: Kind): string => {
    const log = open(kind)
    for (const each of begin) log.say(each)
    log.end()
    return log.text().slice(0, 8)
  }
  test.each<[string, Kind, string]>([
    ['a window', { isTty: true }, '\r\u001b[2K\u001b[1'],
    ['a pipe', {}, '02:00:04'],
    ['a window with NO_COLOR', { isTty: true, env: { NO_COLOR: '1' } }, '02:00:04'],
    ['a window with an empty NO_COLOR', { isTty: true, env: { NO_COLOR: '' } }, '\r\u001b[2K\u001b[1'],
    ['a window under CI', { isTty: true, env: { CI: 'true' } }, '02:00:04'],
    ['a window that is only paper', { isTty: true, env: { TERM: 'dumb' } }, '02:00:04'],
    ['a window, but JSON was asked for', { isTty: true, json: true }, '{"type":'],
  ])('%s', (_name, kind, first) => {
    expect(firstOf(kind)).toBe(first)
  })
})
