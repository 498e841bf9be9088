import { badParam, dropNotAccepted, noParam, passwordsLost } from './problems.ts'
import { isZone } from '../shifts/local-time.ts'

/** What a person decided about the move. */
export type Facts = {
  /** The legacy database; it is only read. */
  readonly source: string
  /** The first and the last day of shifts that are moved, on the calendar of each site. */
  readonly from: string
  readonly to: string
  readonly sessions: 'drop' | 'unexpired'
  /** Zones for plants, by their code, whose own is none. */
  readonly zones: Readonly<Record<string, string>>
}

/** Tables of which some or all rows stay behind; each must be accepted by name. */
export const leftBehind = [
  'Alert',
  'Area',
  'Cell',
  'DefectType',
  'DowntimeType',
  'EnergyMetric',
  'MaintenanceRecord',
  'OperationalMetric',
  'PerformanceMetric',
  'QualityMetric',
] as const

type Params = Readonly<Record<string, string>>

/** @throws FAC201 to FAC204 for what is missing, wrong or not accepted */
export function factsFrom(params: Params): Facts {
  const source = needed(params, 'source', 'the URL of the legacy database')
  const [from, to] = [dayIn(params, 'from'), dayIn(params, 'to')]
  if (to < from) throw badParam('to', to, `day that is not before ${from}`)
  const accepted = (params['accept'] ?? '').split(',').map((name) => name.trim())
  const refused = leftBehind.filter((name) => !accepted.includes(name))
  if (refused.length > 0) throw dropNotAccepted(refused)
  if (params['password'] !== 'drop') throw passwordsLost()
  return { source, from, to, sessions: sessionsIn(params), zones: zonesIn(params['zones'] ?? '') }
}

function needed(params: Params, name: string, meaning: string): string {
  const value = params[name] ?? ''
  if (value === '') throw noParam(name, meaning)
  return value
}

function dayIn(params: Params, name: 'from' | 'to'): string {
  const day = needed(params, name, `the ${name === 'from' ? 'first' : 'last'} day of shifts to move`)
  const read = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined
  if (read === undefined || Number.isNaN(read.getTime()) || !read.toISOString().startsWith(day))
    throw badParam(name, day, 'day of the calendar as YYYY-MM-DD')
  return day
}

function sessionsIn(params: Params): Facts['sessions'] {
  const text = params['sessions'] ?? 'drop'
  if (text === 'drop' || text === 'unexpired') return text
  throw badParam('sessions', text, 'choice of drop and unexpired')
}

function zonesIn(text: string): Facts['zones'] {
  const pairs = text.split(',').filter((pair) => pair !== '')
  return Object.fromEntries(pairs.map(pairIn))
}

function pairIn(pair: string): readonly [string, string] {
  const [, code, zone] = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(pair) ?? []
  if (code === undefined || zone === undefined || !isZone(zone))
    throw badParam('zones', pair, 'pair such as P001=Europe/Berlin')
  return [code, zone]
}
