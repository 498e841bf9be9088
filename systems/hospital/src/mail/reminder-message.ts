import { formatDate } from '../domain/dates.ts'
import type { Bucket } from '../registers/reminders.ts'
import type { Message } from './send.ts'

/** The message of one bucket: what is due, the soonest first. */
export function reminderMessage({ name, from, to, rows }: Bucket, today: string): Omit<Message, 'to' | 'cc'> {
  const devices = rows.length === 1 ? '1 device' : `${rows.length} devices`
  return {
    id: `<reminder-${today}-${name.toLowerCase()}@equipment-register>`,
    subject: `${name}: ${devices} due for maintenance in ${from} to ${to} days`,
    text: `${devices} due for maintenance in ${from} to ${to} days, counted from ${formatDate(today)}.\n\n${tableOf(rows)}\n`,
  }
}

const columns: readonly (readonly [string, (row: Bucket['rows'][number]) => string])[] = [
  ['Type', ({ type }) => type],
  ['Department', ({ department }) => department],
  ['Serial', ({ serial }) => serial],
  ['What', ({ description }) => description],
  ['Due', ({ due_date: due }) => formatDate(due)],
  ['Days', ({ days }) => String(days)],
  ['Engineer', ({ engineer }) => engineer ?? ''],
]

function tableOf(rows: Bucket['rows']): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, show]) => show(row)))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
