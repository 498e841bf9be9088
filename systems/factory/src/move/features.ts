/** The oldest TimescaleDB whose continuous aggregates may join. */
const oldest = [2, 10] as const

/** What a server can do for time series, in a sentence. @param timescale the version that it offers, if any */
export function featureText(version: string, timescale: string | null): string {
  const partitions = 'time series in partitions of a month, aggregates as materialized views'
  if (timescale === null) return `PostgreSQL ${version} without TimescaleDB: ${partitions}.`
  const [major = 0, minor = 0] = timescale.split('.').map(Number)
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
  if (isOld)
    return `PostgreSQL ${version}, its TimescaleDB ${timescale} is older than ${oldest.join('.')}: ${partitions}.`
  return `PostgreSQL ${version} with TimescaleDB ${timescale}: time series in hypertables, continuous aggregates.`
}
