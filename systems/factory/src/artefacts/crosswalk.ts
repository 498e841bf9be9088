import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Queries, sql } from 'millwright'
import type { Legacy } from '../move/legacy.ts'

/** Where each machine stood in the legacy hierarchy; areas and cells have no table any more. */
const hierarchy =
  sql.raw(`select unit.id, unit.code as "workUnit", unit.name as "workUnitName", cell.code as cell, cell.name as "cellName",
    line.code as line, line.name as "lineName", area.code as area, area.name as "areaName", plant.code as plant
  from "WorkUnit" as unit left join "Cell" as cell on cell.id = unit."cellId" left join "Line" as line on line.id = coalesce(unit."lineId", cell."lineId")
    left join "Area" as area on area.id = line."areaId" left join "Plant" as plant on plant.id = area."plantId" order by unit.id`)

const centers = sql.raw(`select id, code from "Line"`)

/** Texts of the legacy `shift` column that no shift has as its code. */
const shiftTexts = sql.raw(
  `select btrim(shift) as text, count(*)::int as rows from "ProductionMetric" where btrim(shift) <> '' group by 1 order by 1`,
)

/** Common names of the three shifts. */
const aliases: Readonly<Record<string, string>> = { morning: 'A', afternoon: 'B', night: 'C' }

type Sides = {
  readonly source: Queries
  readonly target: Queries
  readonly legacy: Legacy
  readonly hasShiftTexts: boolean
}

/** Writes what a name of the legacy database is in the new one, for programs: one record of JSON on each line. */
export async function writeCrosswalk(folder: string, { source, target, legacy, hasShiftTexts }: Sides): Promise<void> {
  const write = (file: string, records: readonly object[]): void =>
    writeFileSync(join(folder, file), records.map((record) => `${JSON.stringify(record, plain)}\n`).join(''))
  write('hierarchy.jsonl', await source.all(legacy(hierarchy)))
  const codes = new Map((await target.all(sql`select id, code from "WorkCenter"`)).map(({ id, code }) => [id, code]))
  const lines = await source.all(legacy(centers))
  write(
    'crosswalk.jsonl',
    lines.map(({ id, code }) => ({
      table: 'Line',
      id,
      code,
      becomes: 'WorkCenter',
      newCode: codes.get(id ?? null) ?? null,
    })),
  )
  if (!hasShiftTexts) return
  const known = new Set(
    (await target.all(sql`select distinct "shiftCode" from "Shift"`)).map(({ shiftCode }) => String(shiftCode)),
  )
  const texts = await source.all(legacy(shiftTexts))
  write(
    'shifts.jsonl',
    texts.map(({ text, rows }) => ({ text, rows, shift: shiftOf(String(text), known) })),
  )
}

function shiftOf(text: string, known: ReadonlySet<string>): string | null {
  const code = known.has(text) ? text : (aliases[text.toLowerCase()] ?? '')
  return known.has(code) ? code : null
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)
