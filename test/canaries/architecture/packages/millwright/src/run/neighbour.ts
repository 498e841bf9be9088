export const load = (): Promise<unknown> => import('../report/html.ts')
