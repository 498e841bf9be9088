/** The files of a data folder that are moved, the two registers first. */
export const loadedFiles = [
  'ocm.json',
  'ppm.json',
  'training.json',
  'departments_and_machines.json',
  'settings.json',
  'audit_log.json',
  'push_subscriptions.json',
] as const

export type LoadedFile = (typeof loadedFiles)[number]

export const requiredFiles: readonly LoadedFile[] = ['ocm.json', 'ppm.json']
