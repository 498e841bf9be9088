import type { Session } from '../database/database.ts'

type Item = {
  readonly words: string
  readonly type?: 'service' | 'replacement'
  readonly category?: string
  readonly isCritical?: boolean
  readonly minutes?: number
  /** The name of the part that it uses, as the catalogue may have it, and how much of it. */
  readonly part?: string
  readonly quantity?: number
}

type Sample = {
  readonly name: string
  readonly kind: 'daily' | 'weekly' | 'scheduled'
  readonly interval?: number
  readonly isOnce?: boolean
  readonly model?: string
  readonly items: readonly Item[]
}

const look = (words: string, minutes = 2): Item => ({ words, category: 'Inspection', minutes })
const critical = (words: string, minutes = 3): Item => ({ words, category: 'Inspection', isCritical: true, minutes })
const clean = (words: string): Item => ({ words, type: 'service', category: 'Cleaning', minutes: 10 })
const grease = (words: string): Item => ({
  words,
  type: 'service',
  category: 'Lubrication',
  minutes: 5,
  part: 'Grease',
  quantity: 0.05,
})
const renew = (words: string, part: string): Item => ({
  words,
  type: 'replacement',
  category: 'Replacement',
  isCritical: true,
  minutes: 20,
  part,
  quantity: 1,
})

const readMeter = critical('Read the hours meter, and write its hours down')
const renewFilter = renew('Renew the filter of the hydraulic oil', 'Oil Filter')
const tension: Item = {
  words: 'Set the tension of the drive belt',
  type: 'service',
  category: 'Adjustment',
  minutes: 15,
}
const insulation: Item = {
  words: 'Measure the insulation of the motor',
  category: 'Electrical',
  isCritical: true,
  minutes: 10,
}

/** Protocols to begin with: seven, with 37 items. */
const sampleProtocols: readonly Sample[] = [
  {
    name: 'Daily start',
    kind: 'daily',
    items: [
      critical('Look for oil below the machine'),
      critical('Try the emergency stop'),
      critical('Look at the pressure while the pump idles'),
      look('Look at the level of the fuel'),
      look('Look whether every cover is closed'),
    ],
  },
  {
    name: 'Daily end',
    kind: 'daily',
    items: [
      grease('Grease the nozzles of the cleaning disc'),
      grease('Grease the coupling of the pump'),
      critical('Write the hours of the machine down'),
      look('Rinse the machine with fresh water', 10),
      look('Close the supply and let the pressure go'),
    ],
  },
  {
    name: 'Weekly',
    kind: 'weekly',
    items: [
      look('Look at the belts'),
      critical('Look at the safety valve'),
      clean('Clean the air filter'),
      look('Look at the cables of the remote control'),
      grease('Grease the wheels'),
      look('Look at the bolts of the frame', 10),
    ],
  },
  {
    name: 'First service, 50 h',
    kind: 'scheduled',
    interval: 50,
    isOnce: true,
    model: 'V3.1B',
    items: [
      readMeter,
      renew('Renew the oil of the gearbox', 'Hydraulic Oil'),
      tension,
      look('Tighten the bolts of the frame', 15),
    ],
  },
  {
    name: 'Service 250 h',
    kind: 'scheduled',
    interval: 250,
    items: [
      readMeter,
      renewFilter,
      clean('Clean the suction strainer'),
      grease('Grease the bearings of the turntable'),
      tension,
    ],
  },
  {
    name: 'Service 500 h',
    kind: 'scheduled',
    interval: 500,
    items: [
      readMeter,
      renewFilter,
      renew('Renew the drive belt', 'Drive Belt'),
      look('Look at every hose for cracks', 10),
      insulation,
      { words: 'Calibrate the pressure gauge', type: 'service', category: 'Adjustment', minutes: 20 },
    ],
  },
  {
    name: 'Service 1000 h',
    kind: 'scheduled',
    interval: 1000,
    items: [
      readMeter,
      renew('Renew the gaskets of the pump', 'Gasket'),
      renew('Renew the high pressure hose', 'High Pressure Hose'),
      { words: 'Look at the seals of the cylinders', category: 'Hydraulic', isCritical: true, minutes: 10 },
      look('Look at the welds of the frame', 20),
      clean('Clean the cooler from inside'),
    ],
  },
]

export type Sampled = {
  readonly added: number
  /** Items that use a part of which the catalogue has none, or more than one, by that name: somebody has to say which. */
  readonly without_part: number
}

/** Adds those that are not there by their name and model. Their texts are ours to begin with, and anybody's to change. */
export async function addSamples(session: Session): Promise<Sampled> {
  let [added, without_part] = [0, 0]
  for (const [at, sample] of sampleProtocols.entries()) {
    const { name, kind, interval = null, isOnce = false, model = null, items } = sample
    const [made] = await session.query(
      `insert into maintenance_protocols (name, protocol_type, service_interval_hours, is_recurring, machine_model, display_order)
      values ($1, $2, $3, $4, $5, $6) on conflict (name, coalesce(machine_model, '')) do nothing returning id`,
      [name, kind, interval, kind === 'scheduled' && !isOnce, model, at + 1],
    )
    if (made === undefined) continue
    added++
    const rows = await session.query(addItems, [String(made['id']), JSON.stringify(items)])
    without_part += rows.filter(({ is_open: isOpen }) => isOpen === true).length
  }
  return { added, without_part }
}

/** A part is taken for meant only where it is the only one of that name: nothing is guessed. */
const addItems = `with wanted as (
    select i.ordinality as place, i.item, (select case count(*) when 1 then min(p.id::text)::uuid end from parts as p
      where lower(p.name) = lower(i.item ->> 'part')) as part_id
    from jsonb_array_elements($2::jsonb) with ordinality as i (item, ordinality)),
  made as (
    insert into protocol_checklist_items (protocol_id, item_order, item_description, item_type, item_category, is_critical,
      estimated_duration_minutes, part_id, estimated_quantity)
    select $1, place, item ->> 'words', coalesce(item ->> 'type', 'check')::checklistitemtype, item ->> 'category',
      coalesce((item ->> 'isCritical')::boolean, false), (item ->> 'minutes')::integer, part_id, (item ->> 'quantity')::numeric
    from wanted)
  select item ? 'part' and part_id is null as is_open from wanted`
