import type { Session } from '../database/database.ts'

type Item = {
  readonly words: string
  readonly type?: 'service' | 'replacement'
  readonly category?: string
  readonly isCritical?: boolean
  readonly minutes?: number
}

type Sample = {
  readonly name: string
  readonly kind: 'daily' | 'weekly' | 'scheduled'
  readonly interval?: number
  readonly items: readonly Item[]
}

const look = (words: string, minutes = 2): Item => ({ words, category: 'Inspection', minutes })
const critical = (words: string, minutes = 3): Item => ({ words, category: 'Inspection', isCritical: true, minutes })
const grease = (words: string): Item => ({ words, type: 'service', category: 'Lubrication', minutes: 5 })
const clean = (words: string): Item => ({ words, type: 'service', category: 'Cleaning', minutes: 10 })
const renew = (words: string): Item => ({
  words,
  type: 'replacement',
  category: 'Replacement',
  isCritical: true,
  minutes: 20,
})

const everyService = (hours: number): readonly Item[] => [
  critical(`Read the hours meter: the service is due every ${hours} hours`),
  renew('Renew the filter of the hydraulic oil'),
  clean('Clean the suction strainer'),
  grease('Grease the bearings of the turntable'),
  look('Look at every hose for cracks', 10),
  { words: 'Set the tension of the drive belt', type: 'service', category: 'Adjustment', minutes: 15 },
  { words: 'Measure the insulation of the motor', category: 'Electrical', isCritical: true, minutes: 10 },
]

/** Protocols to begin with: five, with 37 items. */
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
      clean('Rinse the machine with fresh water'),
      critical('Write the hours of the machine down'),
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
  { name: 'Service 250 h', kind: 'scheduled', interval: 250, items: everyService(250) },
  {
    name: 'Service 500 h',
    kind: 'scheduled',
    interval: 500,
    items: [
      ...everyService(500),
      renew('Renew the oil of the gearbox'),
      renew('Renew the gaskets of the pump'),
      { words: 'Calibrate the pressure gauge', type: 'service', category: 'Adjustment', minutes: 20 },
      { words: 'Look at the seals of the cylinders', category: 'Hydraulic', isCritical: true, minutes: 10 },
      look('Look at the welds of the frame', 20),
      clean('Clean the cooler from inside'),
      look('Count the spare parts of the kit', 15),
    ],
  },
]

/** Adds those that are not there by their name. Their texts are ours to begin with, and anybody's to change. */
export async function addSamples(session: Session): Promise<number> {
  let added = 0
  for (const [at, { name, kind, interval, items }] of sampleProtocols.entries()) {
    const [made] = await session.query(
      `insert into maintenance_protocols (name, protocol_type, service_interval_hours, is_recurring, display_order)
      values ($1, $2, $3, $4, $5) on conflict (name, coalesce(machine_model, '')) do nothing returning id`,
      [name, kind, interval ?? null, kind === 'scheduled', at + 1],
    )
    if (made === undefined) continue
    added++
    await session.run(
      `insert into protocol_checklist_items (protocol_id, item_order, item_description, item_type, item_category, is_critical, estimated_duration_minutes)
      select $1, i.ordinality, i.item ->> 'words', coalesce(i.item ->> 'type', 'check')::checklistitemtype, i.item ->> 'category',
        coalesce((i.item ->> 'isCritical')::boolean, false), (i.item ->> 'minutes')::integer
      from jsonb_array_elements($2::jsonb) with ordinality as i (item, ordinality)`,
      [String(made['id']), JSON.stringify(items)],
    )
  }
  return added
}
