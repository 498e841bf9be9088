import type { ApplicationPages } from '@millwright/dashboard'
import { ProtocolsPage } from './protocols.tsx'
import { RemindersPage } from './reminders.tsx'
import { StockPage } from './stock.tsx'
import { WorkPage } from './work.tsx'

/** What people of the spare parts' business look at: stock, what is done on machines, and what is due. */
export const pages: ApplicationPages = [
  { path: '', title: 'Maintenance', show: (facts) => <WorkPage {...facts} path={[]} /> },
  { path: 'work', title: 'Checklist', isHidden: true, show: (facts) => <WorkPage {...facts} /> },
  { path: 'reminders', title: 'Reminders', show: (facts) => <RemindersPage {...facts} /> },
  { path: 'protocols', title: 'Protocols', show: (facts) => <ProtocolsPage {...facts} /> },
  { path: 'stock', title: 'Stock', show: (facts) => <StockPage {...facts} /> },
]
