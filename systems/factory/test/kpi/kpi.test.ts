import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { publishedVectors } from '../oee/vectors.ts'
import { answersIn, kpi, script, startKpi } from './program.ts'

const shift = {
  plannedBusyMin: 450,
  actualProductionMin: 390,
  plannedRunTimePerItemMin: 1,
  producedQuantity: 350,
  goodQuantity: 330,
}

const line = (change: object = {}): string => JSON.stringify({ ...shift, ...change })

describe('kpi', () => {
  test('answers every published example, each on its line', async () => {
    const input = publishedVectors.map(({ elements: { PBT, APT, PRI, PQ, GQ } }) =>
      line({
        plannedBusyMin: PBT,
        actualProductionMin: APT,
        plannedRunTimePerItemMin: PRI,
        producedQuantity: PQ,
        goodQuantity: GQ,
      }),
    )
    const { code, out, err } = await kpi(input.join('\n'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const answers = answersIn(out)
    expect(answers).toHaveLength(publishedVectors.length)
    for (const [at, { exact }] of publishedVectors.entries()) {
      for (const [name, percent] of Object.entries(exact)) {
        expect(((answers[at]?.[name] as number) ?? 0) * 100).toBeCloseTo(percent, 4)
      }
    }
  })

  test('all of the figures, and null for what is not known', async () => {
    const given = { calendarMin: 1440, scrapQuantity: 12, reworkQuantity: 8, failures: 3, repairMin: 45 }
    const { out } = await kpi(`${line(given)}\n${line()}\n${line({ calendarMin: null, failures: 0, repairMin: 0 })}\n`)
    const [full, bare, none] = answersIn(out)
    expect(full).toEqual({
      availability: 390 / 450,
      effectiveness: 350 / 390,
      qualityRatio: 330 / 350,
      oee: (390 / 450) * (350 / 390) * (330 / 350),
      teep: ((390 / 450) * (350 / 390) * (330 / 350) * 450) / 1440,
      loading: 450 / 1440,
      scrapRatio: 12 / 350,
      reworkRatio: 8 / 350,
      firstPassYield: 330 / 350,
      mtbfMin: 130,
      mttfMin: 130,
      mttrMin: 15,
      inherentAvailability: 130 / 145,
      netOperatingMin: 350,
      productiveMin: 330,
    })
    const absent = ['teep', 'loading', 'scrapRatio', 'reworkRatio', 'mtbfMin', 'mttrMin', 'inherentAvailability']
    for (const name of absent) expect([bare?.[name], none?.[name]], name).toEqual([null, null])
  })

  test('the mean times may be divided by one more than the failures', async () => {
    const { out } = await kpi(line({ failures: 2, repairMin: 45 }), ['--mean-times-divisor', 'FE+1'])
    expect(answersIn(out)[0]).toMatchObject({ mtbfMin: 130, mttrMin: 15 })
  })

  test('what is strange, but can be computed, is computed uncapped and said', async () => {
    const lines = [
      line({ plannedBusyMin: 0, actualProductionMin: 0 }),
      line({ actualProductionMin: 0 }),
      line({ actualProductionMin: 495 }),
      line({ calendarMin: 400 }),
      line({ reworkQuantity: 21 }),
      line({ producedQuantity: 400 }),
    ]
    const { code, out } = await kpi(lines.join('\r\n'))
    expect(code).toBe(0)
    const answers = answersIn(out)
    expect(answers.map(({ warnings }) => (warnings as { code: string }[] | undefined)?.map((one) => one.code))).toEqual(
      [
        ['PRODUCED_WITHOUT_PLAN', 'COUNTS_WITHOUT_RUN'],
        ['COUNTS_WITHOUT_RUN'],
        ['RAN_BEYOND_PLAN'],
        ['PLANNED_BEYOND_CALENDAR'],
        ['REWORK_CLIPPED'],
        undefined,
      ],
    )
    expect(answers[0]).toMatchObject({ availability: null, effectiveness: null, oee: null })
    expect(answers[1]).toMatchObject({ availability: 0, effectiveness: null, oee: 0 })
    expect(answers[2]).toMatchObject({ availability: 1.1 })
    expect(answers[4]).toMatchObject({ reworkRatio: 20 / 350 })
    expect(answers[5]?.['effectiveness']).toBe(400 / 390)
  })

  test('a line that cannot be read has its error in its place, and the others their figures', async () => {
    const lines: readonly (string | Uint8Array)[] = [
      '\uFEFF',
      line(),
      '{"plannedBusyMin": 4',
      '[1]',
      'null',
      line({ plannedBusyMinutes: 1 }),
      '{"plannedBusyMin":1,"goodQuantity":1}',
      line({ goodQuantity: '330' }),
      line({ producedQuantity: -1 }),
      line({ failures: 1.5 }),
      line({ calendarMin: true }),
      line().replace('450', '1e999'),
      line().replace('{', '{"goodQuantity":1,'),
      line({ goodQuantity: 351 }),
      line({ scrapQuantity: 21 }),
      '   ',
      new Uint8Array([0x22, 0xff, 0x22]),
      line({ plannedRunTimePerItemMin: 1e300, producedQuantity: 1e300, goodQuantity: 0 }),
      'x'.repeat((1 << 20) + 1),
      line({ ['__proto__x']: 1 }).replace('__proto__x', '__proto__'),
      line(),
    ]
    const bytes = Buffer.concat(lines.flatMap((one) => [Buffer.from(one), Buffer.from('\n')]))
    const { code, out, err } = await kpi(bytes)
    expect(code).toBe(2)
    expect(err).toBe('17 of 19 lines were refused; the first is line 3 (FAC101).\n')
    const answers = answersIn(out)
    expect(answers).toHaveLength(19)
    expect(answers.at(0)).toHaveProperty('oee')
    expect(answers.at(-1)).toHaveProperty('oee')
    const refusals = answers.slice(1, -1).map(({ line: at, error }) => {
      const { code: refusal, what } = error as { code: string; what: string }
      return `${String(at)} ${refusal} ${what}`
    })
    expect(refusals).toEqual([
      expect.stringMatching(/^3 FAC101 Line 3 is no JSON: /),
      '4 FAC102 Line 4 holds a list, where an object of figures must stand.',
      '5 FAC102 Line 5 holds null, where an object of figures must stand.',
      '6 FAC103 Line 6 has the field "plannedBusyMinutes", which is not known.',
      '7 FAC104 Line 7 lacks actualProductionMin, plannedRunTimePerItemMin, producedQuantity.',
      '8 FAC105 Line 8: goodQuantity is the text "330".',
      '9 FAC105 Line 9: producedQuantity is negative (-1).',
      '10 FAC105 Line 10: failures is no whole number (1.5).',
      '11 FAC105 Line 11: calendarMin is the word true.',
      '12 FAC105 Line 12: plannedBusyMin is too great.',
      '13 FAC106 Line 13 names a field twice.',
      '14 FAC107 Line 14 contradicts itself: goodQuantity 351 is more than producedQuantity 350.',
      '15 FAC107 Line 15 contradicts itself: goodQuantity 330 and scrapQuantity 21 are more than producedQuantity 350.',
      '17 FAC109 Line 17 is not UTF-8.',
      '18 FAC110 Line 18: effectiveness is too great for a number.',
      '19 FAC108 Line 19 is longer than 1048576 bytes.',
      '20 FAC103 Line 20 has the field "__proto__", which is not known.',
    ])
  })

  test('nothing in is nothing out', async () => {
    expect(await kpi('')).toEqual({ code: 0, out: '', err: '' })
    expect(await kpi('\n\n')).toEqual({ code: 0, out: '', err: '' })
  })

  test('an unknown flag runs nothing and ends with 2', async () => {
    const { code, out, err } = await kpi(line(), ['--precision', '3'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain("Unknown option '--precision'")
    expect((await kpi(line(), ['--mean-times-divisor', '0'])).code).toBe(2)
    expect((await kpi(line(), ['--help'])).out).toContain('plannedBusyMin')
  })

  test('who writes a line and waits gets the answer', async () => {
    const child = startKpi()
    for (const producedQuantity of [350, 360]) {
      child.stdin.write(`${line({ producedQuantity })}\n`)
      const [answer] = (await once(child.stdout, 'data')) as [Buffer]
      expect(answersIn(answer.toString())[0]).toMatchObject({ effectiveness: producedQuantity / 390 })
    }
    child.stdin.end()
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(0)
  })

  test('a reader that leaves ends it in peace', async () => {
    const child = startKpi()
    child.stdin.on('error', () => {})
    let isWanted = true
    const errors: string[] = []
    child.stderr.on('data', (text: Buffer) => errors.push(text.toString()))
    child.stdout.once('data', () => {
      child.stdout.destroy()
      isWanted = false
    })
    const block = `${line()}\n`.repeat(2_000)
    const closed = once(child, 'close')
    while (isWanted && child.exitCode === null) {
      child.stdin.write(block)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    child.stdin.write(block)
    const [code] = (await closed) as [number]
    expect({ code, errors }).toEqual({ code: 0, errors: [] })
  })

  test('what is written after it in the same place still arrives', () => {
    const command = `"${process.execPath}" --conditions=millwright-source --disable-warning=ExperimentalWarning "${script}"`
    const { stdout, status, signal } = spawnSync('bash', ['-c', `echo '${line()}' | ${command}; echo after`], {
      encoding: 'utf8',
    })
    expect({ status, signal }).toEqual({ status: 0, signal: null })
    expect(stdout.split('\n').slice(1)).toEqual(['after', ''])
  })

  test('a slow reader holds the stream back instead of filling the memory', async () => {
    const child = startKpi()
    const block = Buffer.from(`${line()}\n`.repeat(1_000))
    let taken = 0
    let isTaking = true
    while (isTaking && taken < 400) {
      isTaking = child.stdin.write(block)
      taken += 1
      if (!isTaking) isTaking = await Promise.race([drained(child.stdin), later(1_500)])
    }
    expect(taken).toBeLessThan(400)
    child.stdin.end()
    let lines = 0
    for await (const piece of child.stdout) lines += String(piece).split('\n').length - 1
    expect(lines).toBe(taken * 1_000)
  })
})

const drained = (stream: NodeJS.WritableStream): Promise<boolean> => once(stream, 'drain').then(() => true)

const later = (ms: number): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(false), ms))
