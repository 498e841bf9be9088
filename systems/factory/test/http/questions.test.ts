import { Ajv2020 } from 'ajv/dist/2020.js'
import { openProject, sql } from 'millwright'
import { operationsOf } from 'millwright/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oeeRows } from '../../src/move/oee-select.ts'
import { type Application, createApp } from '../../src/http/app.ts'
import { type Desk, openDesk } from '../../src/http/desk.ts'
import { instances, machines, type Second, smallFactory, writeCount, writeStates } from '../analytics/small-factory.ts'
import { describeEachDatabase } from '../support/databases.ts'

const prefix = '/api/v1/factory'

const days = 'from=2025-03-28&to=2025-03-29'

/** One question for each operation of the document, with what it asks for. */
const questions: Readonly<Record<string, string>> = {
  '/sites': '/sites',
  '/work-centers': '/work-centers',
  '/equipment': '/equipment?limit=2',
  '/shift-instances': `/shift-instances?site=s1&${days}`,
  '/equipment/{id}/oee': `/equipment/m1/oee?granularity=hour&${days}`,
  '/work-centers/{id}/oee': `/work-centers/w1/oee?granularity=shift&${days}`,
  '/sites/{id}/oee': `/sites/s1/oee?granularity=week&${days}`,
  '/oee/compare': `/oee/compare?ids=m1,m3,w1,s1&metric=A&${days}`,
  '/equipment/{id}/states': `/equipment/m1/states?${days}`,
  '/work-centers/{id}/states': `/work-centers/w1/states?merge=false&limit=7&${days}`,
  '/losses': `/losses?scope=site&id=s1&${days}`,
  '/downtime/pareto': `/downtime/pareto?scope=work-center&id=w1&by=count&planned=true&${days}`,
  '/downtime/stops': `/downtime/stops?scope=site&id=s1&reason=BELT&limit=3&offset=1&${days}`,
  '/quality/pareto': `/quality/pareto?scope=equipment&id=m1&by=severity&${days}`,
  '/reliability': `/reliability?scope=equipment&id=m1&divisor=FE%2B1&${days}`,
  '/migration/{runId}/comparison': '/migration/RUN/comparison',
  '/kpis': `/kpis?scope=work-center&id=w1&${days}`,
}

const states: readonly Second[] = [
  { state: 'PRODUCING', category: 'PRODUCTION', reason: null },
  { state: 'DOWN', category: 'AVAILABILITY_LOSS', reason: 'BELT' },
  { state: 'IDLE', category: 'AVAILABILITY_LOSS', reason: 'NO_DATA' },
  { state: 'PLANNED_STOP', category: 'PLANNED', reason: 'BREAK' },
]

describeEachDatabase('the questions of the interface', (bench) => {
  let desk: Desk
  let application: Application
  let run: string
  beforeAll(async () => {
    const url = bench.newUrl()
    const db = await smallFactory(url)
    for (const machine of machines) {
      await writeStates(db, machine, (at) => states[Math.floor(at / 3_600) % 4])
      for (const { id: shift, start } of instances)
        await writeCount(db, { machine, shift, at: start + 300, total: 50, good: 47, rework: 1 })
    }
    await db.run(
      sql`update "ShiftInstance" set "breakMinutes" = case "shiftId" when 'A' then 150 when 'B' then 300 else 100 end`,
    )
    await db.run(sql`insert into oee_calculations select k.id, k."timestamp", k."equipmentId", k."shiftInstanceId", k."plannedTime", k."availableTime",
      k."operatingTime", k."netOperatingTime", k."productiveTime", k.availability, k.performance, k.quality, k.oee, k.teep, k."totalProduced", k."goodProduced",
      k."defectCount", k."reworkCount", k."breakdownLoss", k."setupLoss", k."minorStopLoss", k."idleLoss", k."speedLoss", k."defectLoss", k."reworkLoss", k."calculatedAt"
      from (${oeeRows}) as k`)
    run = String((await db.get(sql`select id from millwright_run`))?.['id'])
    await db.close()
    desk = await openDesk(await openProject({ url }), { now: () => new Date('2025-04-01T00:00:00Z') })
    application = createApp(desk)
  }, 120_000)
  afterAll(() => desk.close())

  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await application.app.request(prefix + path, { headers: { host: '127.0.0.1', ...headers } })
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> }
  }

  test('every operation of the document is tried here', () => {
    const paths = operationsOf(application.document()).map(({ path }) => path.replace(prefix, ''))
    expect(Object.keys(questions).toSorted()).toEqual(paths.toSorted())
  })

  test.each(Object.entries(questions))('%s answers as its description says', async (path, question) => {
    const { status, body } = await ask(question.replace('RUN', run))
    expect({ status, body }).toMatchObject({ status: 200 })
    const document = structuredClone(application.document()) as unknown as Described
    const schema = document.paths[prefix + path]?.get.responses['200'].content['application/json'].schema
    const ajv = new Ajv2020({ strict: false })
    const validate = ajv.compile({ ...(schema as object), components: document.components })
    expect(validate(body) ? [] : validate.errors).toEqual([])
    expect(body).toMatchObject({ meta: { generatedAt: '2025-04-01T00:00:00.000Z', provisional: false } })
  })

  type Described = {
    readonly components: object
    readonly paths: Readonly<
      Record<string, { get: { responses: { '200': { content: { 'application/json': { schema: unknown } } } } } }>
    >
  }

  test.each([
    ['/equipment/none/oee', 404, 'not_found'],
    ['/work-centers/none/states', 404, 'not_found'],
    ['/oee/compare?ids=m1,none', 404, 'not_found'],
    ['/losses?scope=site&id=none', 404, 'not_found'],
    ['/migration/none/comparison', 404, 'not_found'],
    ['/equipment/m1/oee?from=2025-03-29&to=2025-03-28', 422, 'range_reversed'],
    ['/equipment/m1/oee?from=2025-03-29T06:00:00Z&to=2025-03-29T05:59:59Z', 422, 'range_reversed'],
    ['/equipment/m1/oee?from=2025-02-30', 400, 'bad_parameter'],
    ['/equipment/m1/oee?from=2025-03-28T06:00:00&to=2025-03-29', 400, 'bad_parameter'],
    ['/equipment/m1/oee?from=2025-03-28T06:00:00Z', 400, 'bad_parameter'],
    ['/equipment/m1/oee?to=2025-03-28T06:00:00Z', 400, 'bad_parameter'],
    ['/equipment/m1/oee?from=2024-01-01&to=2025-03-01', 400, 'bad_parameter'],
    ['/equipment/m1/oee?granularity=hour&from=2025-01-01&to=2025-03-01', 400, 'bad_parameter'],
    ['/equipment/m1/oee?tz=Mars/Olympus', 400, 'bad_parameter'],
    ['/equipment/m1/oee?granularity=minute', 400, 'unknown_value'],
    ['/sites/s1/oee?granularity=shift', 400, 'unknown_value'],
    ['/equipment?limit=0', 400, 'out_of_range'],
    ['/equipment?cursor=nonsense', 400, 'bad_parameter'],
    ['/losses?scope=planet&id=s1', 400, 'unknown_value'],
    ['/nothing', 404, 'no_such_path'],
  ])('%s is refused with %i', async (path, status, code) => {
    const { status: found, body } = await ask(path)
    expect([found, body['code']]).toEqual([status, code])
  })

  test('lists come in pages, each machine once', async () => {
    const codes: unknown[] = []
    for (let path: string | undefined = '/equipment?limit=1'; path !== undefined; ) {
      const { body } = await ask(path)
      codes.push(...(body['items'] as readonly { code: string }[]).map(({ code }) => code))
      const next = body['next'] as string | null
      path = next === null ? undefined : `/equipment?limit=1&cursor=${next}`
    }
    expect(codes).toEqual(['M1', 'M2', 'M3'])
  })

  test('points come in pages too', async () => {
    const first = await ask(`/equipment/m1/oee?limit=4&${days}`)
    const rest = await ask(`/equipment/m1/oee?limit=4&${days}&cursor=${String(first.body['next'])}`)
    const labels = [first, rest]
      .flatMap(({ body }) => body['points'] as readonly { label: string }[])
      .map(({ label }) => label)
    expect([labels.length, new Set(labels).size, rest.body['next']]).toEqual([6, 6, null])
  })

  test('what was not said is the last week of the site, and its zone', async () => {
    const { body } = await ask('/equipment/m1/oee?granularity=day')
    expect(body['meta']).toMatchObject({ from: '2025-03-23', to: '2025-03-29', tz: 'Europe/Berlin' })
  })

  test('the stops behind a bar are as many and as long as it says, page by page', async () => {
    const about = `scope=work-center&id=w1&shift=B&${days}`
    const { body } = await ask(`/downtime/pareto?${about}`)
    const [bar] = body['rows'] as readonly {
      readonly reason: string
      readonly minutes: number
      readonly count: number
    }[]
    const stops: { readonly start: string; readonly minutes: number }[] = []
    for (let offset = 0; offset < 30; offset += 5) {
      const page = await ask(`/downtime/stops?${about}&reason=${bar?.reason ?? ''}&limit=5&offset=${offset}`)
      expect(page.body['total']).toBe(bar?.count)
      stops.push(...(page.body['rows'] as typeof stops))
    }
    expect(bar?.count).toBeGreaterThan(5)
    expect(stops).toHaveLength(bar?.count ?? 0)
    expect(stops.reduce((sum, { minutes }) => sum + minutes, 0)).toBeCloseTo(bar?.minutes ?? 0, 6)
    expect(stops.map(({ start }) => start)).toEqual(
      stops
        .map(({ start }) => start)
        .toSorted()
        .toReversed(),
    )
  })

  test('a break that nobody recorded can be taken out of idle and planned time, and of nothing else', async () => {
    type Answer = { readonly sums: Record<string, number>; readonly losses: Record<string, number> }
    const shiftsOf = async (breaks: string) => {
      const { body } = await ask(`/equipment/m2/oee?granularity=shift&breaks=${breaks}&${days}`)
      return body['points'] as readonly Answer[]
    }
    const [recorded, deducted] = [await shiftsOf('recorded'), await shiftsOf('deduct')]
    expect(recorded).toHaveLength(6)
    const taken: number[] = []
    for (const [at, before] of recorded.entries()) {
      const after = deducted[at] as Answer
      taken.push((before.sums['planned'] ?? 0) - (after.sums['planned'] ?? 0))
      expect((before.losses['idle'] ?? 0) - (after.losses['idle'] ?? 0)).toBeCloseTo(taken.at(-1) ?? 0, 9)
      expect(after.sums['operating']).toBe(before.sums['operating'])
    }
    const hoursIn = ({ start, end }: (typeof instances)[number], state: number): number =>
      Array.from({ length: (end - start) / 3_600 }, (_, hour) => start / 3_600 + hour).filter(
        (hour) => hour % 4 === state,
      ).length
    const breakOf = { A: 150, B: 300, C: 100 } as Readonly<Record<string, number>>
    const expected = instances.map((one) =>
      Math.min(60 * hoursIn(one, 2), Math.max(0, (breakOf[one.shift.code] ?? 0) - 60 * hoursIn(one, 3))),
    )
    expect(new Set(expected)).toEqual(new Set([30, 120, 0])) // in part, no more than it was idle, and none
    expect(taken.map(Math.round)).toEqual(expected)
    const losses = async (breaks: string) =>
      ((await ask(`/losses?scope=equipment&id=m2&breaks=${breaks}&${days}`)).body['figures'] as Answer).sums[
        'planned'
      ] ?? 0
    expect((await losses('recorded')) - (await losses('deduct'))).toBeCloseTo(
      taken.reduce((sum, one) => sum + one, 0),
      9,
    )
  })

  test('one shift of each day: times and items of the shifts add up to those of the days, in every question', async () => {
    type Sums = {
      readonly scheduled: number
      readonly planned: number
      readonly operating: number
      readonly produced: number
    }
    const sums = async (question: string): Promise<Sums> => {
      const { status, body } = await ask(question)
      expect([question, status]).toEqual([question, 200])
      const points = (body['points'] ?? [body['figures']]) as readonly ({ readonly sums: Sums } | null)[]
      return points.reduce(
        (all, point) => ({
          scheduled: all.scheduled + (point?.sums.scheduled ?? 0),
          planned: all.planned + (point?.sums.planned ?? 0),
          operating: all.operating + (point?.sums.operating ?? 0),
          produced: all.produced + (point?.sums.produced ?? 0),
        }),
        { scheduled: 0, planned: 0, operating: 0, produced: 0 },
      )
    }
    const lasting = 'from=2025-03-28T05:00:00Z&to=2025-03-30T04:00:00Z'
    for (const question of [
      `/equipment/m1/oee?granularity=day&${days}`,
      `/equipment/m1/oee?granularity=hour&${lasting}`,
      `/losses?scope=site&id=s1&${days}`,
    ]) {
      const parts: Sums[] = []
      for (const shift of ['A', 'B', 'C']) parts.push(await sums(`${question}&shift=${shift}`))
      const whole = await sums(question)
      const all = (name: keyof Sums): number => parts.reduce((sum, part) => sum + part[name], 0)
      expect(whole.scheduled, question).toBeGreaterThan(2_000)
      for (const name of ['scheduled', 'planned', 'operating', 'produced'] as const)
        expect(all(name), `${question} ${name}`).toBeCloseTo(whole[name], 6)
      expect(await sums(`${question}&shift=none`), question).toMatchObject({ scheduled: 0, produced: 0 })
    }
    const seconds = async (shift: string) => {
      const { body } = await ask(`/equipment/m1/states?${lasting}${shift}`)
      return (body['states'] as readonly { readonly seconds: number }[]).reduce((sum, band) => sum + band.seconds, 0)
    }
    const [a, b, c] = [await seconds('&shift=A'), await seconds('&shift=B'), await seconds('&shift=C')]
    expect([a, b, c]).toEqual([57_600, 57_600, 54_000]) // in the second night the clocks are changed
    expect(a + b + c).toBe(await seconds(''))
  })

  test('where the server has a word, nobody is answered without it', async () => {
    const { app } = createApp(desk, { word: 'a long word that nobody guesses' })
    const status = async (headers: Readonly<Record<string, string>>) =>
      (await app.request(`${prefix}/sites`, { headers: { host: '127.0.0.1', ...headers } })).status
    expect(await status({})).toBe(401)
    expect(await status({ authorization: 'Bearer another' })).toBe(401)
    expect(await status({ authorization: `Bearer a long word that nobody guesses` })).toBe(401)
    const plain = createApp(desk, { word: 'aLongWordThatNobodyGuesses' }).app
    const answer = await plain.request(`${prefix}/sites`, {
      headers: { host: '127.0.0.1', authorization: 'Bearer aLongWordThatNobodyGuesses' },
    })
    expect(answer.status).toBe(200)
  })

  test('another host is told nothing', async () => {
    expect((await ask('/sites', { host: 'factory.example' })).status).toBe(421)
  })
})
