import type { Center, Kind, Machine, Site } from './answers.ts'

export type Places = {
  readonly sites: readonly Site[]
  readonly centers: readonly Center[]
  readonly machines: readonly Machine[]
}

type Named = { readonly id: string; readonly code: string; readonly name: string; readonly timezone: string }

/** Where in the factory a page is: a site, a work centre or a machine, with the way there and what is inside. */
export type Spot = Named & {
  readonly kind: Kind
  readonly site: Site
  /** From the site to the spot itself. */
  readonly trail: readonly Named[]
  readonly inside: readonly Named[]
  readonly centers: readonly Center[]
  readonly machines: readonly Machine[]
}

/** The spot that an address names by its codes, one below the other; the first site where it names none. */
export function spotAt({ sites, centers, machines }: Places, codes: readonly string[]): Spot | undefined {
  const [siteCode = sites[0]?.code, centerCode, machineCode] = codes
  const site = sites.find(({ code }) => code === siteCode)
  if (site === undefined || codes.length > 3) return undefined
  const ofSite = centers.filter(({ siteId }) => siteId === site.id)
  const here = { site, centers: ofSite, machines: machines.filter(({ siteId }) => siteId === site.id) }
  if (centerCode === undefined) return { ...site, ...here, kind: 'site', trail: [site], inside: ofSite }
  const center = ofSite.find(({ code }) => code === centerCode)
  if (center === undefined) return undefined
  const ofCenter = machines.filter(({ workCenterId }) => workCenterId === center.id)
  const there = { site, centers: [center], machines: ofCenter }
  if (machineCode === undefined)
    return { ...center, ...there, kind: 'work-center', trail: [site, center], inside: ofCenter }
  const machine = ofCenter.find(({ code }) => code === machineCode)
  if (machine === undefined) return undefined
  const trail = [site, center, machine]
  return { ...machine, site, centers: [center], machines: [machine], kind: 'equipment', trail, inside: [] }
}

/** The codes that lead to a machine. */
export function codesOf({ site, centers, machines }: Spot, id: string): readonly string[] {
  const machine = machines.find((one) => one.id === id)
  const center = centers.find((one) => one.id === (machine?.workCenterId ?? id))
  return [site, center, machine].flatMap((one) => (one === undefined ? [] : [one.code]))
}

const prefix = '/api/v1/factory'

type Params = Readonly<Record<string, string | undefined>>

/** A question to the factory; what is undefined is not asked. */
export const question = (path: string, params: Params): string => `${prefix}${path}?${queryOf(params)}`

export const queryOf = (params: Params): string =>
  new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  ).toString()
