import type { RunEvent, RunNews } from '../../src/ledger/events.ts'

type Window = { readonly write: (text: string) => void; readonly text: () => string }

/** A window as small as the renderer needs: it knows line feeds, cursor up, erasing, and attributes. */
export function makeWindow(columns: number): Window {
  const lines: string[] = ['']
  let [row, column] = [0, 0]
  const erase = (code: string): void => {
    if (code === '2K') lines[row] = ''
    if (code === 'J') {
      lines[row] = (lines[row] ?? '').slice(0, column)
      lines.splice(row + 1)
    }
  }
  const put = (char: string): void => {
    if (column === columns) [row, column] = [row + 1, 0]
    lines[row] = (lines[row] ?? '').padEnd(column).slice(0, column) + char
    column++
  }
  const control = (code: string): void => {
    if (code.endsWith('A')) row = Math.max(0, row - Number(code.slice(0, -1)))
    else if (!code.endsWith('m')) erase(code)
  }
  const take = (piece: string): void => {
    if (piece === '\n') [row, column] = [row + 1, 0]
    else if (piece === '\r') column = 0
    else if (piece.startsWith('\u001b[')) control(piece.slice(2))
    else put(piece)
    lines[row] ??= ''
  }
  return {
    write: (text: string) => {
      for (const [piece] of text.matchAll(/\u001b\[[\d;?]*[A-Za-z]|[\s\S]/gu)) take(piece)
    },
    text: () => lines.join('\n').trimEnd(),
  }
}

type Time = {
  readonly clock: { readonly now: () => Date; readonly ticks: () => number }
  readonly every: (ms: number, work: () => void) => () => void
  readonly pass: (ms: number) => void
  readonly timers: () => number
}

/** A clock that a test moves, with the timers that hang on it. */
export function makeTime(start = '2026-01-31T02:00:04.000Z'): Time {
  let ticks = 0
  const timers = new Set<{ readonly ms: number; readonly work: () => void; due: number }>()
  const step = (to: number): void => {
    const next = [...timers].filter(({ due }) => due <= to).toSorted((a, b) => a.due - b.due)[0]
    if (next === undefined) {
      ticks = to
      return
    }
    ticks = next.due
    next.due += next.ms
    next.work()
    step(to)
  }
  return {
    clock: { now: () => new Date(Date.parse(start) + ticks), ticks: () => ticks },
    every: (ms: number, work: () => void) => {
      const timer = { ms, work, due: ticks + ms }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    pass: (ms: number) => step(ticks + ms),
    timers: () => timers.size,
  }
}

/** Gives news its place in the run: numbers from 1, times from the clock. */
export function makeSayer(now: () => Date, show: (event: RunEvent) => void): (news: RunNews) => void {
  let seq = 0
  return (news: RunNews): void => show({ ...news, run: '0kq3v9x2m4n8p7r5st', seq: ++seq, at: now().toISOString() })
}
