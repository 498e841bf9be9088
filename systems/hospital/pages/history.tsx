import { addressWith, Card, Empty, instant, Pager, Shown, Table, useAppResource } from '@millwright/dashboard'
import type { ReactNode } from 'react'
import type { HistoryEvent, Page, Register } from './facts.ts'
import { devicePath, useDeviceAt } from './parts.tsx'

type Facts = {
  readonly register: Register
  readonly serial: string
  readonly query: URLSearchParams
  readonly version: number
}

/** What was done to a device since it stands in the database, the newest first. */
export function History({ register, serial, query, version }: Facts): ReactNode {
  const to = useDeviceAt()
  const page = query.get('page') ?? '1'
  const history = useAppResource<Page<HistoryEvent>>(
    `${devicePath(register, serial)}/history?page=${encodeURIComponent(page)}`,
    version,
  )
  return (
    <Card title="History">
      <Shown of={history}>
        {({ items, total, current_page, per_page }) =>
          total === 0 ? (
            <Empty>Nobody has changed this device since it was moved here. Changes will stand here.</Empty>
          ) : (
            <>
              <Table
                caption={`What was done to ${serial}`}
                rows={items}
                keyOf={({ id }) => String(id)}
                columns={[
                  { title: 'When', cell: ({ occurred_at }) => instant(occurred_at) },
                  { title: 'Who', cell: ({ performed_by }) => performed_by },
                  { title: 'What', cell: (event) => <Changes event={event} /> },
                ]}
              />
              <Pager
                page={current_page}
                size={per_page}
                total={total}
                to={(number) => addressWith(to(register, serial), query, { page: String(number) })}
              />
            </>
          )
        }
      </Shown>
    </Card>
  )
}

function Changes({ event: { description, changes } }: { readonly event: HistoryEvent }): ReactNode {
  const columns = Object.entries(changes)
  if (columns.length === 0) return description
  return (
    <ul className="plain-lines">
      {columns.map(([column, [before, after]]) => (
        <li key={column}>
          {column.replaceAll('_', ' ')}: {shown(before)} → {shown(after)}
        </li>
      ))}
    </ul>
  )
}

const shown = (value: unknown): string => (value === null || value === undefined ? 'none' : String(value as string))
