import { madeId } from '../reference/ids.ts'
import { type Calendar, defaultShifts, type Instance, instanceOn, isWorked, type Shift } from './instances.ts'
import { daysAfter, type Seconds } from './local-time.ts'

/** The instances of a site with their ids, and the time from the first to the last of them. */
export type SiteInstances = {
  readonly instances: readonly (Instance & { readonly id: string; readonly shiftId: string })[]
  readonly start: Seconds
  readonly end: Seconds
  /** The id of the instance in which an instant lies; of two the one that began earlier. */
  idAt(at: Seconds): string | null
}

export type SiteDays = {
  readonly siteId: string
  readonly zone: string
  readonly from: string
  readonly to: string
  /** Its shifts, and the days on which it works; three shifts on every day unless said. */
  readonly shifts?: readonly Shift[] | undefined
  readonly calendar?: Calendar | undefined
}

export const shiftIdOf = (siteId: string, { code }: Pick<Shift, 'code'>): string => madeId('sh', siteId, code)

/** Every instance of a site's shifts that begins on one of the days. */
function siteInstances({ siteId, zone, from, to, shifts = defaultShifts, calendar }: SiteDays): SiteInstances {
  const instances: (Instance & { id: string; shiftId: string })[] = []
  for (let date = from; date <= to; date = daysAfter(date, 1)) {
    if (!isWorked(date, calendar)) continue
    for (const shift of shifts) {
      const shiftId = shiftIdOf(siteId, shift)
      instances.push({ ...instanceOn(zone, date, shift), shiftId, id: madeId('si', shiftId, date) })
    }
  }
  const real = instances.filter(({ start, end }) => end > start).toSorted((a, b) => a.start - b.start || a.end - b.end)
  return {
    instances: real,
    start: real[0]?.start ?? 0,
    end: real.reduce((last, { end }) => Math.max(last, end), 0),
    idAt: (at) => real[indexAt(real, at)]?.id ?? null,
  }
}

/** Where shifts overlap one that began later can end sooner, so ends are not in order: it is looked for from the front. */
function indexAt(instances: readonly Instance[], at: Seconds): number {
  const next = firstAfter(instances, at)
  for (let nth = Math.max(0, next - 8); nth < next; nth++) {
    const { start, end } = instances[nth] as Instance
    if (start <= at && at < end) return nth
  }
  return -1
}

/** The first instance that begins after an instant. */
function firstAfter(instances: readonly Instance[], at: Seconds): number {
  let [low, high] = [0, instances.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instances[middle] as Instance).start <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** A site as the legacy database names it, with its zone. */
export type SiteName = { readonly siteId: string; readonly code: string; readonly zone: string }

/** What was decided about days and shifts, of all sites. */
export type ShiftPlan = {
  readonly from: string
  readonly to: string
  readonly shiftsOf: (code: string) => readonly Shift[] | undefined
  readonly calendarOf: (code: string) => Calendar | undefined
}

export const instancesOf = ({ siteId, code, zone }: SiteName, plan: ShiftPlan): SiteInstances =>
  siteInstances({
    siteId,
    zone,
    from: plan.from,
    to: plan.to,
    shifts: plan.shiftsOf(code),
    calendar: plan.calendarOf(code),
  })

/** The same for every site that is asked for, computed once. */
export function instancesBySite(plan: ShiftPlan): (site: SiteName) => SiteInstances {
  const known = new Map<string, SiteInstances>()
  return (site) => {
    const found = known.get(site.siteId) ?? instancesOf(site, plan)
    known.set(site.siteId, found)
    return found
  }
}
