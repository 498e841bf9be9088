import { Search, useAppResource } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { Departments, Register } from './facts.ts'

type FilterFacts = { readonly register: Register; readonly here: string; readonly query: URLSearchParams }

/** What a register can be searched and filtered by; the barcodes are chosen by the same. */
export function DeviceFilters({
  register,
  here,
  query,
  children,
}: FilterFacts & { readonly children?: ReactNode }): ReactNode {
  const { data } = useAppResource<Departments>('/api/dashboard/departments')
  const chosen = query.get('department') ?? ''
  const known = data?.departments.filter((one) => one[register].total > 0).map(({ department }) => department) ?? []
  const departments = known.includes(chosen) || chosen === '' ? known : [chosen, ...known]
  return (
    <Search here={here} key={`${query.toString()} ${departments.length}`}>
      <label>
        Search
        <input name="search" type="search" maxLength={200} defaultValue={query.get('search') ?? ''} />
      </label>
      <Pick name="department" title="Department" query={query} choices={departments.map((name) => [name, name])} />
      <Pick name="filter" title="Status" query={query} choices={statuses} />
      <Pick name="due" title="Due within" query={query} choices={windows} />
      {children}
    </Search>
  )
}

const statuses = [
  ['overdue', 'Overdue'],
  ['upcoming', 'Upcoming'],
  ['maintained', 'Maintained'],
] as const
const windows = [7, 14, 30, 60, 90].map((days) => [String(days), `${days} days`] as const)

type PickFacts = {
  readonly name: string
  readonly title: string
  readonly query: URLSearchParams
  readonly choices: readonly (readonly [value: string, title: string])[]
  /** What stands for no choice; without it the first choice is the usual one. */
  readonly all?: string
}

/** One choice of several, as it stands in the address. */
export const Pick = ({ name, title, query, choices, all = 'all' }: PickFacts): ReactNode => (
  <label>
    {title}
    <select name={name} defaultValue={query.get(name) ?? ''}>
      {all === '' ? null : <option value="">{all}</option>}
      {choices.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  </label>
)
