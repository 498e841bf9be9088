import type { ApplicationPages } from '@millwright/dashboard'
import { BarcodesPage } from './barcodes.tsx'
import { CalendarPage } from './calendar.tsx'
import './hospital.css'
import { OverviewPage } from './overview.tsx'
import { RegisterPage } from './register.tsx'
import { TrainingsPage } from './training.tsx'

/** What people of the hospital look at: the registers, what is due, labels, and who was trained. */
export const pages: ApplicationPages = [
  { path: '', title: 'Overview', show: () => <OverviewPage /> },
  { path: 'ocm', title: 'OCM devices', show: (facts) => <RegisterPage register="ocm" {...facts} /> },
  { path: 'ppm', title: 'PPM devices', show: (facts) => <RegisterPage register="ppm" {...facts} /> },
  { path: 'calendar', title: 'Due calendar', show: ({ query }) => <CalendarPage query={query} /> },
  { path: 'barcodes', title: 'Barcodes', show: ({ query }) => <BarcodesPage query={query} /> },
  { path: 'training', title: 'Training', show: (facts) => <TrainingsPage {...facts} /> },
]
