/** The closed lists of the book. The schema holds the same ones. */
export const orbCodes = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const
export type OrbCode = (typeof orbCodes)[number]

/** Pairs that fuel is drawn from; the form has the same six, port and starboard. The day tanks are 18. */
export const tankPairs = ['7', '9', '11', '13', '14', '18'] as const
export type TankPair = (typeof tankPairs)[number]
export const dayTankPair: TankPair = '18'
export const sides = ['port', 'stbd'] as const
export type Side = (typeof sides)[number]

export const eventTypes = ['sewage_pump', 'potable_load'] as const
export type EventType = (typeof eventTypes)[number]

export const conditions = ['online', 'issue', 'offline'] as const
export type Condition = (typeof conditions)[number]

/** The machines of the board, by the short names that people use for them. */
export const machines = {
  PME: 'Port Main Engine',
  PRG: 'Port Reduction Gear',
  SME: 'STBD Main Engine',
  SRG: 'STBD Reduction Gear',
  SSDG1: 'Generator #1',
  SSDG2: 'Generator #2',
  SSDG3: 'Generator #3',
  T1: 'FWD Bow Thruster',
  T2: 'AFT Bow Thruster',
  T3: 'Stern Thruster',
} as const
export type MachineId = keyof typeof machines
export const machineIds = Object.keys(machines) as readonly MachineId[]

export const roles = ['chief_engineer', 'engineer', 'viewer'] as const
export type Role = (typeof roles)[number]

/** A pair of tanks as the board names it. */
export const shownPair = (pair: TankPair): string => `#${pair} P/S`

/** Where a reading of the service oils comes from. */
export const oilSources = ['fuel_ticket', 'manual', 'hitch_start', 'hitch_baseline'] as const
