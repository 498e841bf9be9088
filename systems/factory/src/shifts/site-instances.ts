import { madeId } from '../reference/ids.ts'
import { defaultShifts, type Instance, instanceOn, type Shift } from './instances.ts'
import { daysAfter, type Seconds } from './local-time.ts'

/** The instances of a site with their ids, and the time from the first to the last of them. */
export type SiteInstances = {
  readonly instances: readonly (Instance & { readonly id: string; readonly shiftId: string })[]
  readonly start: Seconds
  readonly end: Seconds
  /** The id of the instance in which an instant lies; of two the one that began earlier. */
  idAt(at: Seconds): string | null
}

export type SiteDays = { readonly siteId: string; readonly zone: string; readonly from: string; readonly to: string }

export const shiftIdOf = (siteId: string, { code }: Shift): string => madeId('sh', siteId, code)

/** Every instance of the default shifts that begins on one of the days. */
export function siteInstances({ siteId, zone, from, to }: SiteDays): SiteInstances {
  const instances: (Instance & { id: string; shiftId: string })[] = []
  for (let date = from; date <= to; date = daysAfter(date, 1)) {
    for (const shift of defaultShifts) {
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

function indexAt(instances: readonly Instance[], at: Seconds): number {
  let [low, high] = [0, instances.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instances[middle] as Instance).end <= at) low = middle + 1
    else high = middle
  }
  return (instances[low]?.start ?? Infinity) <= at ? low : -1
}

/** The same for every site that is asked for, computed once. */
export function instancesBySite(days: Pick<SiteDays, 'from' | 'to'>): (siteId: string, zone: string) => SiteInstances {
  const known = new Map<string, SiteInstances>()
  return (siteId, zone) => {
    const found = known.get(siteId) ?? siteInstances({ siteId, zone, ...days })
    known.set(siteId, found)
    return found
  }
}
