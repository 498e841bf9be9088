/** The window, as a person sees it: what the renderer writes is played into a small window and read from there. */
import { describe, expect, test } from 'vitest'
import type { RunNews } from '../../src/ledger/events.ts'
import { makeTerminal } from '../../src/cli/terminal/terminal.ts'
import { begin, finish, progress, stepStarted, waiting } from './story.ts'
import { makeSayer, makeTime, makeWindow } from './window.ts'

function openWindow(columns: number, rows = 40) {
  const [time, window] = [makeTime(), makeWindow(columns)]
  const writes: string[] = []
  const size = { columns }
  const stream = {
    write: (text: string) => {
      writes.push(text)
      window.write(text)
    },
  }
  const terminal = makeTerminal({
    stream,
    isTty: true,
    get columns() {
      return size.columns
    },
    rows,
    env: {},
    json: false,
    ...time,
  })
  const say = makeSayer(time.clock.now, (event) => terminal.show(event))
  const tell = (list: readonly RunNews[]): void => {
    for (const each of list) say(each)
    time.pass(400)
  }
  return { ...time, end: () => terminal.end(), say, tell, writes, size, text: window.text }
}

/**
 * Four minutes into the long step: 7,200 rows a second, then 4,800 in the last ten seconds. By hand: 48,000 rows in the
 * last 10.4 s are 4.6k, 408,000 in 60.4 s are 6.8k; 1,316,114 rows are left, at these speeds less and more a tenth.
 */
function inTheMiddle(columns: number, rows?: number) {
  const window = openWindow(columns, rows)
  window.tell([...begin, stepStarted({ rows: 3_020_114, certainty: 'exact' })])
  for (let second = 1; second <= 240; second++) {
    window.pass(1000)
    window.say(progress(second <= 230 ? second * 7200 : 230 * 7200 + (second - 230) * 4800, 2))
  }
  window.say(waiting)
  window.pass(400)
  return window
}

test('in 100 columns', () => {
  expect(inTheMiddle(100).text()).toBe(`\
millwright · postgres://mover:***@db/parts
run 0kq3v9x2m4n8p7r5st · plan 9f3c2e1ab04d · started 02:00:04 UTC · epoch 3
backup b-0141 proved by restore at 01:58 UTC (equal, 11 tables, 2,000 rows, 41.0 s)

   1 0001_schema  ok      sql                                                                  0:01
    0002_model
   2 users        ok      8,410 read = 96 updated + 8,314 unchanged                            0:02
>  3 inventory    ███████████·········  56 %  1,704,000 / 3,020,114                            4:00
       rate 4.6k rows/s (60 s: 6.8k)   batch 2,000 rows, 244 ms   left 2:55 – 5:13
       waiting: replica lag 1.9 s > 1.5 s
       ledger 1,704,000 read = 1,703,998 updated + 2 rejected
   4 tidy         queued

2 rejected · millwright rejects list 0kq3v9x2m4n8p7r5st
Ctrl-C pauses after this batch                                                           249 events`)
})

test('in 60 columns', () => {
  expect(inTheMiddle(60).text()).toBe(`\
millwright · postgres://mover:***@db/parts
run 0kq3v9x2m4n8p7r5st · plan 9f3c2e · 02:00:04 · epoch 3
backup b-0141 proved by restore at 01:58 UTC (equal, 11 ta…

   1 0001_schema  ok      sql                          0:01
    0002_model
   2 users        ok      8,410 read, 0 rejected       0:02
>  3 inventory    ███████████·········  56 %           4:00
       1,704,000 / 3,020,114
       rate 4.6k rows/s (60 s: 6.8k)
       batch 2,000 rows, 244 ms   left 2:55 – 5:13
       waiting: replica lag 1.9 s > 1.5 s
       ledger 1,704,000 read = 1,703,998 updated + 2 rejec…
   4 tidy         queued

2 rejected · millwright rejects list 0kq3v9x2m4n8p7r5st
Ctrl-C pauses after this batch                   249 events`)
})

test('in a window that is too narrow', () => {
  expect(inTheMiddle(24).text()).toBe(`\
run 0kq3v9x2m4n8p7r5st
inventory
1,704,000 / 3,020,114
running for 4:00
widen to 60 columns`)
})

test('in a window that is too low, what runs stays', () => {
  expect(inTheMiddle(80, 15).text()).toBe(`\
millwright · postgres://mover:***@db/parts
run 0kq3v9x2m4n8p7r5st · plan 9f3c2e1ab04d · started 02:00:04 UTC · epoch 3
backup b-0141 proved by restore at 01:58 UTC (equal, 11 tables, 2,000 rows, 41…

     … 2 done before
>  3 inventory    ███████████·········  56 %  1,704,000 / 3,020,114        4:00
       rate 4.6k rows/s (60 s: 6.8k)   batch 2,000 rows, 244 ms
       left 2:55 – 5:13
       waiting: replica lag 1.9 s > 1.5 s
       ledger 1,704,000 read = 1,703,998 updated + 2 rejected
     … 1 more after

2 rejected · millwright rejects list 0kq3v9x2m4n8p7r5st
Ctrl-C pauses after this batch                                       249 events`)
})

test('at the end', () => {
  const window = inTheMiddle(80)
  window.tell(finish)
  window.end()
  expect(window.text()).toBe(`\
millwright · postgres://mover:***@db/parts
run 0kq3v9x2m4n8p7r5st · plan 9f3c2e1ab04d · started 02:00:04 UTC · epoch 3
backup b-0141 proved by restore at 01:58 UTC (equal, 11 tables, 2,000 rows, 41…

   1 0001_schema  ok      sql                                              0:01
    0002_model
   2 users        ok      8,410 read = 96 updated + 8,314 unchanged        0:02
   3 inventory    ok      3,020,114 read, 2 rejected                       7:11
   4 tidy         ok      no records                                       0:00

checks: 1 of 2 hold
  FAILED (warning) no machine without owner
findings: 1 warning
2 rejected · millwright rejects list 0kq3v9x2m4n8p7r5st
verdict: PROVED`)
  expect(window.timers()).toBe(0)
})

test('after a failure', () => {
  const window = inTheMiddle(80)
  window.tell([
    {
      type: 'failed',
      code: 'RUN120',
      text: { what: 'Two rows name part P-77.', state: 'Nothing after row 8,120 was kept.', next: 'Merge them.' },
      migration: '0002_model',
      step: 'inventory',
    },
  ])
  window.end()
  const text = window.text()
  expect(text).toContain('   3 inventory    FAILED  1,704,000 read, 2 rejected\n')
  expect(text).toContain(
    'FAILED RUN120: Two rows name part P-77.\n  Nothing after row 8,120 was kept.\n  Merge them.\n',
  )
  expect(text).toContain('the run has not ended')
})

describe('progress claims only what it knows', () => {
  const lineAfter = (...news: readonly RunNews[]): string => {
    const window = openWindow(100)
    window.tell([...begin, ...news])
    return (
      window
        .text()
        .split('\n')
        .find((line) => line.startsWith('>')) ?? ''
    )
  }

  test('no percentage without a total', () => {
    expect(lineAfter(stepStarted(undefined), progress(4200))).toContain(' inventory    4,200 rows so far  ')
    expect(lineAfter(stepStarted(undefined))).toContain(' inventory    running  ')
  })

  test('an estimate is called one', () => {
    expect(lineAfter(stepStarted({ rows: 10_000, certainty: 'estimated' }), progress(4200))).toContain(
      '████████············  42 %  4,200 / about 10,000 ',
    )
  })

  test('more rows than expected are no percentage above 100', () => {
    const line = lineAfter(stepStarted({ rows: 10, certainty: 'exact' }), progress(4200))
    expect(line).toContain(' 4,200 rows (expected 10) ')
    expect(line).not.toContain('%')
  })

  test('99.99 % are not 100 %', () => {
    expect(lineAfter(stepStarted({ rows: 10_000, certainty: 'exact' }), progress(9999))).toContain(
      '███████████████████·  99 % ',
    )
  })

  test('no time left before one in a hundred is done, and none while nothing moves', () => {
    const window = openWindow(100)
    window.tell([...begin, stepStarted({ rows: 1_000_000, certainty: 'exact' })])
    window.pass(5000)
    window.tell([progress(9999)])
    expect(window.text()).not.toContain('left ')
    window.tell([progress(10_000)])
    expect(window.text()).toContain('left ')
    window.pass(200_000)
    expect(window.text()).toContain('rate 0 rows/s')
    expect(window.text()).not.toContain('left ')
  })

  // 2,400 rows in 2.8 s.
  test('the rows done before a resume do not count as speed', () => {
    const window = openWindow(100)
    window.tell([...begin, stepStarted({ rows: 1_000_000, certainty: 'exact' }, progressed(500_000))])
    window.pass(2000)
    window.tell([progress(502_400)])
    expect(window.text()).toContain('rate 857 rows/s')
  })
})

const progressed = (read: number) => {
  const news = progress(read)
  if (news.type !== 'progress') throw new Error('it is progress')
  return news.counters
}

describe('drawing', () => {
  test('at most five times a second', () => {
    const window = openWindow(80)
    window.tell([...begin, stepStarted({ rows: 100_000, certainty: 'exact' })])
    const before = window.writes.length
    for (let at = 1; at <= 1000; at++) {
      window.pass(1)
      window.say(progress(at * 10))
    }
    expect(window.writes.length - before).toBeLessThanOrEqual(5)
  })

  test('nothing is written while nothing changes', () => {
    const window = openWindow(80)
    window.tell(begin)
    const before = window.writes.length
    window.pass(60_000)
    expect(window.writes.length).toBe(before)
  })

  test('no line is wider than the window, whatever the data', () => {
    const window = openWindow(60)
    const bad = `表格${'x'.repeat(80)}\u001b[2J\u001b]0;t\u0007\n\u202e`
    window.tell([...begin, stepStarted(undefined), { type: 'waiting', reason: bad }])
    window.tell([{ type: 'failed', code: bad, text: { what: bad, state: bad, next: bad } }])
    window.end()
    const written = window.writes.join('').replaceAll(/\u001b\[(?:\d+A|2K|J|\d*m)/g, '')
    expect(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/.test(written)).toBe(false)
    expect(
      Math.max(
        ...window
          .text()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(60)
  })

  test('a window that became narrower is drawn anew without remains', () => {
    const window = inTheMiddle(100)
    window.size.columns = 70
    window.pass(1000)
    expect(window.writes.at(-1)).toMatch(/^\u001b\[(?:1[6-9]|2\d)A\r/)
  })
})
