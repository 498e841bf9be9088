import { Card, Field, Form, type Typing, useAppSend, type Wrong } from '@millwright/dashboard'
import { type ReactNode, useState } from 'react'
import type { Warning } from './facts.ts'
import { numberIn, TimeField } from './parts.tsx'

const pairs = ['7', '9', '11', '13', '14', '18'] as const
const sides = ['port', 'stbd'] as const

const texts = [
  ['engineer_name', 'Engineer'],
  ['location', 'Location'],
  ['notes', 'Notes'],
] as const
const numbers = [
  ['total_fuel_gallons', 'Total fuel, gal'],
  ['fuel_on_log', 'Fuel on the log, gal'],
  ['correction', 'Correction, gal'],
  ['lube_oil_15p', 'Lube oil 15P, gal'],
  ['gear_oil_15s', 'Gear oil 15S, gal'],
  ['lube_oil_16p', 'Lube oil 16P, gal'],
  ['hyd_oil_16s', 'Hydraulic oil 16S, gal'],
  ['oily_bilge_17p_feet', '17P feet'],
  ['oily_bilge_17p_inches', '17P inches'],
  ['oily_bilge_17p_gallons', '17P gallons'],
  ['dirty_oil_17s_feet', '17S feet'],
  ['dirty_oil_17s_inches', '17S inches'],
  ['dirty_oil_17s_gallons', '17S gallons'],
] as const

type Handed = { readonly message: string; readonly warnings: readonly Warning[] }

/** The form with which a hitch begins or ends; nothing that was written before is deleted. */
export function HitchForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const send = useAppSend()
  const [way, setWay] = useState<'start' | 'end'>('end')
  const hand = async (typed: Typing): Promise<string> => {
    const { message, warnings } = await send<Handed>('POST', `/api/hitch/${way}`, bodyOf(typed))
    onDone()
    return [`${message}.`, ...warnings.map((one) => `${one.message}.`)].join(' ')
  }
  return (
    <Card title="End of hitch sounding form">
      <Form save={hand} button={way === 'start' ? 'Begin a hitch' : 'End the hitch'}>
        {(wrong) => (
          <>
            <Field label="This form" hint="A hitch begins from the form of the crew before">
              {(input) => (
                <select
                  {...input}
                  value={way}
                  onChange={({ target }) => setWay(target.value === 'start' ? 'start' : 'end')}
                >
                  <option value="end">ends the open hitch</option>
                  <option value="start">begins a hitch</option>
                </select>
              )}
            </Field>
            <TimeField name="date" label="Of" wrong={wrong} />
            <Inputs wrong={wrong} />
          </>
        )}
      </Form>
    </Card>
  )
}

const Inputs = ({ wrong }: { readonly wrong: Wrong }): ReactNode => (
  <>
    <Field label="Crew" wrong={wrong['crew']}>
      {(input) => (
        <select {...input} name="crew">
          <option value="">not said</option>
          <option value="blue">blue</option>
          <option value="gold">gold</option>
        </select>
      )}
    </Field>
    {texts.map(([name, label]) => (
      <Field key={name} label={label} wrong={wrong[name]}>
        {(input) => <input {...input} name={name} autoComplete="off" />}
      </Field>
    ))}
    {numbers.map(([name, label]) => (
      <Field key={name} label={label} wrong={wrong[name]}>
        {(input) => <input {...input} name={name} type="number" step="any" />}
      </Field>
    ))}
    <fieldset className="wide fuel-tanks">
      <legend>Fuel tanks, gallons; empty ones are not said</legend>
      {pairs.flatMap((pair) =>
        sides.map((side) => (
          <label key={`${pair} ${side}`}>
            #{pair} {side}
            <input name={`tank ${pair} ${side}`} type="number" step="any" min={0} />
          </label>
        )),
      )}
    </fieldset>
  </>
)

/** What was left empty is not said. */
function bodyOf(typed: Typing): Readonly<Record<string, unknown>> {
  const said = (name: string): string | undefined => (typed[name] ?? '').trim() || undefined
  const fuel_tanks = pairs.flatMap((tank_number) =>
    sides.flatMap((side) => {
      const gallons = numberIn(typed[`tank ${tank_number} ${side}`])
      return gallons === undefined ? [] : [{ tank_number, side, gallons }]
    }),
  )
  return {
    date: typed['date'],
    crew: said('crew'),
    ...Object.fromEntries(texts.map(([name]) => [name, said(name)])),
    ...Object.fromEntries(numbers.map(([name]) => [name, numberIn(typed[name])])),
    fuel_tanks,
  }
}
