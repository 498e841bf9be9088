import { readDraft } from './draft.ts'
import { readFormNumber } from './figures.ts'
import { tankPairs } from './lists.ts'

/** What a machine read off an End of Hitch Sounding Form: fields of the form as the interface takes them, and the lines that mean nothing to it. */
export type ReadForm = {
  readonly form: Readonly<Record<string, unknown>>
  readonly unread: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>
type Rule = { readonly label: RegExp; readonly read: (value: string) => Fields | undefined }

const words =
  (field: string) =>
  (value: string): Fields => ({ [field]: value })

const number =
  (field: string) =>
  (value: string): Fields | undefined => {
    const read = readFormNumber(value)
    return read === undefined ? undefined : { [field]: read }
  }

const draft =
  (field: string) =>
  (value: string): Fields | undefined => {
    const read = readDraft(value)
    return read === null ? undefined : { [`${field}_feet`]: read.feet, [`${field}_inches`]: read.inches }
  }

/** `1' 6" 619`: the tape, and the gallons that somebody wrote beside it. */
function slop(field: string) {
  return (value: string): Fields | undefined => {
    const read = readTank(value)
    if (read === undefined) return undefined
    return { [`${field}_feet`]: read.feet, [`${field}_inches`]: read.inches, [`${field}_gallons`]: read.gallons }
  }
}

const rules: readonly Rule[] = [
  { label: /^vessel$/, read: words('vessel') },
  { label: /^date$/, read: words('date') },
  { label: /^location$/, read: words('location') },
  { label: /^charter$/, read: words('charter') },
  { label: /^(?:engineer|name|by)$/, read: words('engineer_name') },
  { label: /^draft (?:fwd|forward)$/, read: draft('draft_forward') },
  { label: /^draft aft$/, read: draft('draft_aft') },
  { label: /^fuel on log$/, read: number('fuel_on_log') },
  { label: /^correction$/, read: number('correction') },
  { label: /^total(?: fuel)?$/, read: number('total_fuel_gallons') },
  { label: /^15p(?: lube(?: oil)?)?$/, read: number('lube_oil_15p') },
  { label: /^15s(?: gear(?: oil)?)?$/, read: number('gear_oil_15s') },
  { label: /^16p(?: lube(?: oil)?)?$/, read: number('lube_oil_16p') },
  { label: /^16s(?: hyd(?:raulic)?(?: oil)?)?$/, read: number('hyd_oil_16s') },
  { label: /^17p(?: oily (?:bilge|water))?$/, read: slop('oily_bilge_17p') },
  { label: /^17s(?: dirty oil)?$/, read: slop('dirty_oil_17s') },
]

/** Reads line by line, `label: value`. What is in doubt is left out and shown, never guessed: a person looks at all of it before it is stored. */
export function readFormText(text: string): ReadForm {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const read = lines.map((line) => ({ line, tank: tankRowIn(line), fields: fieldsIn(line) }))
  const tanks = read.flatMap(({ tank }) => tank ?? [])
  const fields = Object.fromEntries(read.flatMap((each) => Object.entries(each.fields ?? {})))
  return {
    form: tanks.length === 0 ? fields : { ...fields, fuel_tanks: tanks },
    unread: read.filter((each) => each.fields === undefined && each.tank === undefined).map(({ line }) => line),
  }
}

function fieldsIn(line: string): Fields | undefined {
  const [, label = '', value = ''] = /^([^:]+):\s*(.+)$/.exec(line) ?? []
  const key = label
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.]+/g, ' ')
    .trim()
  return rules.find((rule) => rule.label.test(key))?.read(value.trim())
}

const tankForm =
  /^#?\s*(?<pair>\d{1,2})\s*(?<side>p|port|s|stbd|starboard)\b\.?\s*:?\s*(?<value>.+?)(?:\s+(?<water>trace|none)\.?)?$/i

/** `#13 P: 3' 4" 12,500`, with water behind it where there is some. */
function tankRowIn(line: string): Fields | undefined {
  const groups = tankForm.exec(line)?.groups
  return groups === undefined ? undefined : tankRow(groups as TankText)
}

type TankText = { readonly pair: string; readonly side: string; readonly value: string; readonly water?: string }

function tankRow({ pair, side, value, water }: TankText): Fields | undefined {
  const [tank_number, tank] = [tankPairs.find((one) => one === pair), readTank(value)]
  if (tank_number === undefined || tank?.gallons === undefined) return undefined
  const about = { tank_number, side: /^p/i.test(side) ? 'port' : 'stbd', gallons: tank.gallons }
  return { ...about, ...depthOf(tank), ...waterOf(water) }
}

const depthOf = ({ feet, inches }: TankRead): Fields =>
  feet === undefined ? {} : { sounding_feet: feet, sounding_inches: inches }

const waterOf = (word: string | undefined): Fields =>
  word === undefined ? {} : { water_present: /^t/i.test(word) ? 'Trace' : 'None' }

type TankRead = { readonly feet?: number; readonly inches?: number; readonly gallons?: number }

/** Either part may be missing; one that is there and cannot be read spoils the other. */
function readTank(value: string): TankRead | undefined {
  const [, tape = '', behind = ''] = /^(\d{1,2}\s*'(?:\s*\d{1,2}\s*")?)?\s*(.*)$/.exec(value) ?? []
  const [depth, gallons] = [readDraft(tape), readFormNumber(behind)]
  const isSpoilt = (tape !== '' && depth === null) || (behind !== '' && gallons === undefined)
  if (isSpoilt || `${tape}${behind}` === '') return undefined
  return { ...depth, ...(gallons === undefined ? {} : { gallons }) }
}
