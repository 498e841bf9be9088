import { isZone } from '../shifts/local-time.ts'
import type { ShiftPlan } from '../shifts/site-instances.ts'
import { defaultOptions, type StateOptions } from '../states/model.ts'
import { type Mapping, mappingFrom, saidOf } from './mapping.ts'
import { badParam, dropNotAccepted, noParam, passwordsLost } from './problems.ts'

/** Which legacy model a database has. */
export type Profile = 'factory-17' | 'factory-7'

/** What a person decided about the move. */
export type Facts = {
  /** The legacy database; it is only read. */
  readonly source: string
  readonly profile: Profile
  /** The first and the last day of shifts that are moved, on the calendar of each site. */
  readonly from: string
  readonly to: string
  readonly sessions: 'drop' | 'unexpired'
  /** Zones for plants, by their code, whose own is none. */
  readonly zones: Readonly<Record<string, string>>
  readonly mapping: Mapping
  readonly states: StateOptions
}

/** Tables of which some or all rows stay behind; each must be accepted by name. */
export const leftBehind: readonly string[] = [
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
]

const leftBehindOf: Readonly<Record<Profile, readonly string[]>> = {
  'factory-17': leftBehind,
  'factory-7': ['Alert', 'metrics'],
}

type Params = Readonly<Record<string, string>>

/** @throws FAC201 to FAC204 for what is missing, wrong or not accepted */
export function factsFrom(params: Params): Facts {
  const source = needed(params, 'source', 'the URL of the legacy database')
  const [from, to] = [dayIn(params, 'from'), dayIn(params, 'to')]
  if (to < from) throw badParam('to', to, `day that is not before ${from}`)
  const accepted = (params['accept'] ?? '').split(',').map((name) => name.trim())
  const profile = profileIn(params)
  const refused = leftBehindOf[profile].filter((name) => !accepted.includes(name))
  if (refused.length > 0) throw dropNotAccepted(refused)
  if (profile === 'factory-17' && params['password'] !== 'drop') throw passwordsLost()
  const mapping = mappingFrom(params['mapping'] ?? '')
  const zones = { ...mapping.timezones, ...zonesIn(params['zones'] ?? '') }
  return {
    source,
    profile,
    from,
    to,
    sessions: sessionsIn(params),
    zones,
    mapping,
    states: statesFor(profile, mapping),
  }
}

/** The simplified database has a sample every five minutes: twice that a sample stays valid. */
const usualStates: Readonly<Record<Profile, StateOptions>> = {
  'factory-17': defaultOptions,
  'factory-7': { ...defaultOptions, maxHold: 600 },
}

function statesFor(profile: Profile, { states }: Mapping): StateOptions {
  const said = Object.fromEntries(Object.entries(states).filter(([, value]) => value !== undefined))
  return { ...usualStates[profile], ...said }
}

function profileIn(params: Params): Profile {
  const profile = params['profile'] ?? 'factory-17'
  if (profile === 'factory-17' || profile === 'factory-7') return profile
  throw badParam('profile', profile, 'choice of factory-17 and factory-7')
}

/** Days and shifts as they were decided. */
export const shiftPlanOf = ({ from, to, mapping }: Facts): ShiftPlan => ({
  from,
  to,
  shiftsOf: (code) => saidOf(mapping.shifts, code),
  calendarOf: (code) => calendarOf(mapping, code),
})

function calendarOf({ calendars }: Mapping, code: string): ReturnType<ShiftPlan['calendarOf']> {
  const said = saidOf(calendars, code)
  if (said === undefined) return undefined
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
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
