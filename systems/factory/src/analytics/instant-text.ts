import { Temporal } from 'temporal-polyfill'
import type { Seconds } from '../shifts/local-time.ts'

/** An instant as a clock of the zone shows it, with its offset: `2025-03-08T06:00:00+01:00`. */
export const instantText = (at: Seconds, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(at * 1_000))
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' })
