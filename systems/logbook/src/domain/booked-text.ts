import { entryText } from './entry-text.ts'
import type { Tank } from './sounding-table.ts'

/** Code and text of the entry that a stored sounding of before makes for one of its tanks. */
export function bookedText(
  sounding: Readonly<Record<string, unknown>>,
  tank: Tank,
): { readonly code: string; readonly entry_text: string } {
  const { code, text } = entryText({
    tank,
    m3: Number(sounding[`tank_${tank.id.toLowerCase()}_m3`]),
    date: String(sounding['recorded_at']),
    engineer: String(sounding['engineer_name']),
    title: String(sounding['engineer_title']),
  })
  return { code, entry_text: text }
}
