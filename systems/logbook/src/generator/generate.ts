import type { SoundingTables } from '../domain/sounding-table.ts'
import type { Found } from '../survey/kinds.ts'
import { hasComeRound, spoil } from './dirty.ts'
import type { Voyage, VoyageOptions } from './rows.ts'
import { makeVoyage } from './voyage.ts'
import { rowsOf } from './write.ts'

export type Profile = 'clean' | 'dirty'

export type GenerateOptions = Pick<VoyageOptions, 'years' | 'seed' | 'start'> & { readonly profile: Profile }

/** What was made, and every defect in it. */
export type Manifest = GenerateOptions & {
  readonly rows: Readonly<Record<string, number>>
  readonly defects: readonly Found[]
}

export type Generated = { readonly voyage: Voyage; readonly manifest: Manifest }

/** A dirty meter comes round after some forty days. */
const meters: Readonly<Record<Profile, number>> = { clean: 12_345, dirty: 990_000 }

/**
 * The book of one ship over some years. The same options give the same rows.
 *
 * @example generate({ years: 3, seed: 42, start: '2025-01-05', profile: 'clean' }, tables)
 */
export function generate(options: GenerateOptions, tables: SoundingTables): Generated {
  const voyage = makeVoyage({ ...options, meter: meters[options.profile] }, tables)
  const defects = options.profile === 'dirty' ? spoil(voyage, tables) : roundsOf(voyage)
  return { voyage, manifest: { ...options, rows: rowsOf(voyage), defects } }
}

/** In a long clean book the meter comes round: no defect, but a question until the tenth revision lets the ticket say so. */
const roundsOf = ({ daily_fuel_tickets: tickets }: Voyage): readonly Found[] =>
  tickets.filter(hasComeRound).map(({ id }) => ({ kind: 'meter_rollover', table: 'daily_fuel_tickets', id }))
