import type { ApplicationPages } from '@millwright/dashboard'
import { DowntimePage } from './downtime.tsx'
import { LossesPage } from './losses.tsx'
import { MachinesPage } from './machines.tsx'
import { OeePage } from './oee.tsx'
import { QualityPage } from './quality.tsx'
import { ShiftPage } from './shift.tsx'
import { SitesPage } from './sites.tsx'
import { StandardPage } from './standard.tsx'
import { TimelinePage } from './timeline.tsx'

/** The factory's pages: each at `<page>/<site>/<work centre>/<machine>`, with its days and its shift in the query. */
export const pages: ApplicationPages = [
  { path: '', title: 'Factory', show: () => <SitesPage /> },
  { path: 'oee', title: 'OEE', show: (facts) => <OeePage {...facts} /> },
  { path: 'machines', title: 'Machines', show: (facts) => <MachinesPage {...facts} /> },
  { path: 'states', title: 'States', show: (facts) => <TimelinePage {...facts} /> },
  { path: 'downtime', title: 'Downtime', show: (facts) => <DowntimePage {...facts} /> },
  { path: 'losses', title: 'Losses', show: (facts) => <LossesPage {...facts} /> },
  { path: 'quality', title: 'Defects', show: (facts) => <QualityPage {...facts} /> },
  { path: 'shift', title: 'Shift report', show: (facts) => <ShiftPage {...facts} /> },
  { path: 'standard', title: 'ISO figures', show: (facts) => <StandardPage {...facts} /> },
]
