/** What the book's interface answers, as far as its pages show it. Times of the ship are what its clock showed. */
export type Page<T> = {
  readonly items: readonly T[]
  readonly total: number
  readonly page: number
  readonly per_page: number
}

export type TankReading = {
  readonly feet: number
  readonly inches: number
  readonly gallons: number
  readonly m3: number
}
type Change = { readonly gallons: number; readonly m3: number }

export type Sounding = {
  readonly id: number
  readonly recorded_at: string
  readonly engineer_name: string
  readonly engineer_title: string
  readonly tank_17p: TankReading
  readonly tank_17s: TankReading
  readonly remarks: string | null
}

export type Tank = {
  readonly name: string
  readonly orb_code: string
  readonly capacity_gallons: number
  readonly capacity_m3: number
}

export type Ticket = {
  readonly id: number
  readonly ticket_date: string
  readonly meter_start: number
  readonly meter_end: number
  readonly consumption_gallons: number
  readonly service_tank_pair: string
  readonly engineer_name: string
  readonly rollover: number
  readonly notes: string | null
}
export type FuelFigures = {
  readonly stats: {
    readonly total: number
    readonly average_per_day: number
    readonly min: number
    readonly max: number
    readonly days_tracked: number
  }
  readonly weekly: { readonly total: number; readonly average_per_calendar_day: number; readonly tickets: number }
}

export type Entry = {
  readonly id: number
  readonly entry_date: string
  readonly code: string
  readonly entry_text: string
  readonly struck_at: string | null
  readonly struck_by: string | null
  readonly replaces_id: number | null
}

export type Warning = { readonly code: string; readonly message: string }

export type Hitch = {
  readonly id: number
  readonly date: string
  readonly end_date: string | null
  readonly is_start: boolean
  readonly engineer_name: string | null
  readonly crew: string | null
  readonly location: string | null
  readonly vessel: string | null
  readonly charter: string | null
  readonly total_fuel_gallons: number
  readonly fuel_on_log: number | null
  readonly correction: number | null
  readonly notes: string | null
}
export type FuelTank = {
  readonly id: number
  readonly tank_number: string
  readonly side: string
  readonly sounding_feet: number | null
  readonly sounding_inches: number | null
  readonly water_present: string | null
  readonly gallons: number
}

export type Machine = {
  readonly id: string
  readonly name: string
  readonly status: 'online' | 'issue' | 'offline' | null
  readonly note: string | null
  readonly updated_at: string | null
  readonly updated_by: string | null
}

type SinceEvent = { readonly event_date: string; readonly days_since: number } | null

export type Board = {
  readonly ship: { readonly vessel: string; readonly zone: string; readonly clock: string }
  readonly due: readonly {
    readonly what: 'sounding' | 'fuel_ticket' | 'crew_change'
    readonly due_on: string
    readonly days: number
  }[]
  readonly book: { readonly entries: number; readonly struck: number; readonly newest: string | null }
  readonly slop_tanks: {
    readonly latest: Sounding | null
    readonly deltas: { readonly tank_17p: Change; readonly tank_17s: Change } | null
    readonly fill_percent: { readonly tank_17p: number; readonly tank_17s: number } | null
  }
  readonly fuel: FuelFigures & {
    readonly active_tank: { readonly tank_pair: string } | null
    readonly latest_ticket: Ticket | null
    readonly fuel_on_board: { readonly gallons: number; readonly since: string } | null
    readonly days_left: number | null
  }
  readonly status_events: { readonly sewage: SinceEvent; readonly potable: SinceEvent }
  readonly equipment: readonly Machine[]
  readonly equipment_summary: string
}
