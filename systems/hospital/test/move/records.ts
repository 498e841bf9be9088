import { type Place, writeData } from './support.ts'

type Change = Readonly<Record<string, unknown>>

/** An OCM device without any dirt. */
export const ocm = (no: number, changes: Change = {}): Change => ({
  NO: no,
  Department: 'LAB',
  Name: 'CENTRIFUGE',
  Model: `C-${no}`,
  Serial: `SN${1000 + no}`,
  Manufacturer: 'ACME MEDICAL',
  Log_Number: String(1000 + no),
  Installation_Date: 'N/A',
  Warranty_End: 'N/A',
  Service_Date: '10/01/2025',
  Engineer: 'TECH-A',
  Next_Maintenance: '10/01/2026',
  Status: 'Upcoming',
  ...changes,
})

const quarter = (quarter_date: string, engineer = 'TECH-B'): Change => ({ engineer, quarter_date, status: null })

/** A PPM device without any dirt. */
export const ppm = (no: number, changes: Change = {}): Change => ({
  NO: no,
  Department: 'LAB',
  Name: 'MONITOR',
  MODEL: `M-${no}`,
  SERIAL: `PN${1000 + no}`,
  MANUFACTURER: 'ACME MEDICAL',
  LOG_Number: String(2000 + no),
  Installation_Date: null,
  Warranty_End: null,
  PPM_Q_I: quarter('15/07/2025'),
  PPM_Q_II: quarter('15/10/2025'),
  PPM_Q_III: quarter('15/01/2026'),
  PPM_Q_IV: quarter('15/04/2026'),
  Status: 'Upcoming',
  ...changes,
})

export const list = (records: readonly unknown[]): string => JSON.stringify(records, null, 2)

/** Writes both registers; what is not given is one clean device. */
export function writeRegisters(
  place: Place,
  { ocms = [ocm(1)], ppms = [ppm(1)] }: { ocms?: readonly unknown[]; ppms?: readonly unknown[] },
): void {
  writeData(place, 'ocm.json', list(ocms))
  writeData(place, 'ppm.json', list(ppms))
}
