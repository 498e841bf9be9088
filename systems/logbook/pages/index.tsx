import type { ApplicationPages } from '@millwright/dashboard'
import { BoardPage } from './board.tsx'
import { BookPage } from './book.tsx'
import { FuelPage } from './fuel.tsx'
import { HitchesPage } from './hitches.tsx'
import './logbook.css'
import { SoundingsPage } from './soundings.tsx'

/** What people on board look at: the ship on one screen, soundings, fuel, the book itself, and the hitches. */
export const pages: ApplicationPages = [
  { path: '', title: 'Board', show: () => <BoardPage /> },
  { path: 'soundings', title: 'Soundings', show: ({ query }) => <SoundingsPage query={query} /> },
  { path: 'fuel', title: 'Fuel tickets', show: ({ query }) => <FuelPage query={query} /> },
  { path: 'book', title: 'Oil record book', show: ({ query }) => <BookPage query={query} /> },
  { path: 'hitches', title: 'Hitches', show: (facts) => <HitchesPage {...facts} /> },
]
