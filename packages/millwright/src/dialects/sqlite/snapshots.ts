import type { Snapshots } from '../dialect.ts'

export const snapshots: Snapshots = {
  take: () => Promise.reject(new Error('to come')),
  integrity: () => Promise.reject(new Error('to come')),
  orphans: () => Promise.reject(new Error('to come')),
  swapIn: () => Promise.reject(new Error('to come')),
}
