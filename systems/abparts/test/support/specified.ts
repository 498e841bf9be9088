import type { Moved } from '../../src/generator/expected.ts'
import type { SampleName } from '../../src/generator/sizes.ts'

/** The results that were measured once on the clean samples, written down by hand: nothing here is computed. */
export const specified: Readonly<
  Record<SampleName, { readonly legacyRows: number; readonly moved: Moved; readonly findings: Record<string, number> }>
> = {
  minimal_sample: {
    legacyRows: 40,
    moved: {
      organizations: { oraseas_ee: 1, bossaqua: 1, customer: 1, supplier: 0 },
      warehouses: 3,
      users: { super_admin: 1, admin: 2, user: 2, inactive: 0 },
      parts: { consumable: 7, bulk_material: 3 },
      machines: 2,
      inventory: 20,
      transactions: 20,
      stock: 390,
      totalRecordsMigrated: 63,
    },
    findings: {},
  },
  small_sample: {
    legacyRows: 200,
    moved: {
      organizations: { oraseas_ee: 1, bossaqua: 1, customer: 7, supplier: 1 },
      warehouses: 12,
      users: { super_admin: 1, admin: 8, user: 16, inactive: 1 },
      parts: { consumable: 35, bulk_material: 15 },
      machines: 15,
      inventory: 100,
      transactions: 100,
      stock: 5_950,
      totalRecordsMigrated: 312,
    },
    findings: { 'USR-07': 1 },
  },
  medium_sample: {
    legacyRows: 750,
    moved: {
      organizations: { oraseas_ee: 1, bossaqua: 1, customer: 21, supplier: 2 },
      warehouses: 30,
      users: { super_admin: 1, admin: 22, user: 52, inactive: 3 },
      parts: { consumable: 70, bulk_material: 30 },
      machines: 50,
      inventory: 500,
      transactions: 500,
      stock: 29_750,
      totalRecordsMigrated: 1_280,
    },
    findings: { 'USR-07': 2 },
  },
  large_sample: {
    legacyRows: 1_500,
    moved: {
      organizations: { oraseas_ee: 1, bossaqua: 1, customer: 43, supplier: 5 },
      warehouses: 60,
      users: { super_admin: 1, admin: 44, user: 105, inactive: 7 },
      parts: { consumable: 140, bulk_material: 60 },
      machines: 100,
      inventory: 1_000,
      transactions: 1_000,
      stock: 59_500,
      totalRecordsMigrated: 2_560,
    },
    findings: { 'USR-07': 5 },
  },
  production_scale: {
    legacyRows: 8_150,
    moved: {
      organizations: { oraseas_ee: 1, bossaqua: 1, customer: 88, supplier: 10 },
      warehouses: 150,
      users: { super_admin: 1, admin: 89, user: 110, inactive: 10 },
      parts: { consumable: 140, bulk_material: 60 },
      machines: 150,
      inventory: 7_500,
      transactions: 7_500,
      stock: 446_250,
      totalRecordsMigrated: 15_800,
    },
    findings: { 'USR-07': 10 },
  },
}
