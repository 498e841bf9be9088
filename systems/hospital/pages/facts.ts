/** What the hospital's interface answers, as far as its pages show it. */
export type Register = 'ocm' | 'ppm'
export type Status = 'Upcoming' | 'Overdue' | 'Maintained'

export type Counts = {
  readonly total: number
  readonly status: { readonly upcoming: number; readonly overdue: number; readonly maintained: number }
  readonly due_within: Readonly<Record<string, number>>
}
export type Dashboard = Counts & { readonly as_of: string; readonly registers: Readonly<Record<Register, Counts>> }

export type Department = {
  readonly department: string
  readonly ocm: { readonly total: number; readonly overdue: number }
  readonly ppm: { readonly total: number; readonly overdue: number }
}
export type Departments = { readonly as_of: string; readonly departments: readonly Department[] }

export type Quarter = {
  readonly engineer: string | null
  readonly quarter_date: string | null
  readonly status: Status | null
}
export type Warning = { readonly field: string; readonly code: string; readonly message: string }

/** A device of either register under the keys of its register's file. */
export type Device = Readonly<Record<string, string | number | Quarter | readonly Warning[] | null>>

export type Page<T> = {
  readonly items: readonly T[]
  readonly total: number
  readonly current_page: number
  readonly per_page: number
}

export type Visit = {
  readonly quarter: number
  readonly due_date: string | null
  readonly engineer: string | null
  readonly status: Status | null
  readonly completed_on: string | null
}

export type HistoryEvent = {
  readonly id: number
  readonly occurred_at: string
  readonly event_type: string
  readonly performed_by: string
  readonly description: string
  readonly changes: Readonly<Record<string, readonly [before: unknown, after: unknown]>>
}

export type Work = {
  readonly type: 'OCM' | 'PPM'
  readonly department: string
  readonly name: string | null
  readonly serial: string
  readonly description: string
  readonly due_date: string
  readonly days: number
  readonly engineer: string | null
  readonly status: Status
}
export type Calendar = Page<Work> & {
  readonly as_of: string
  readonly days: readonly {
    readonly day: string
    readonly upcoming: number
    readonly overdue: number
    readonly maintained: number
  }[]
}

export type Training = {
  readonly id: string
  readonly employee_id: string
  readonly name: string
  readonly department: string
  readonly machine_trainer_assignments: readonly {
    readonly machine: string
    readonly trainer: string
    readonly trained_date?: string
  }[]
  readonly last_trained_date: string | null
  readonly next_due_date: string | null
}

export type MasterDepartment = {
  readonly id: number
  readonly code: string
  readonly machines: readonly { readonly id: number; readonly name: string }[]
}
