import type { Replacement } from '../dialects/dialect.ts'
import { compareBytes, type Expectation, examineDatabase } from './examine.ts'
import { maskUrl } from './place.ts'
import { notOneFile, notRestorable, restoredNotEqual } from './problems.ts'

/** Where a copy goes; the old database may be kept under another name. */
type Replacing = { readonly expected: Expectation; readonly url: string; readonly keepsOld: boolean }

/** What took whose place, without secrets. */
type Replaced = { readonly target: string; readonly aside?: string }

/**
 * Puts a copy in the place of a database that is not one file: restores it beside, proves what came of it, swaps the
 * two in one step and proves the result.
 *
 * @throws BAK108, BAK113 and what the database has against it: the target is as it was; BAK111: restored, but not equal
 */
export async function replaceWhole({ expected, url, keepsOld }: Replacing, copy: string): Promise<Replaced> {
  const { dialect, manifest, cipher } = expected
  const changed = await compareBytes(manifest, copy)
  if (changed.length > 0) throw notRestorable(manifest.id, changed)
  const replacement = await dialect.snapshots.restoreBeside?.(copy, url, cipher)
  if (replacement === undefined) throw notOneFile(dialect.name)
  try {
    return await swap({ expected, url, keepsOld }, replacement)
  } finally {
    await replacement.discard()
  }
}

async function swap({ expected, url, keepsOld }: Replacing, replacement: Replacement): Promise<Replaced> {
  const { dialect, manifest } = expected
  const look = async (where: string) => {
    const { findings } = await examineDatabase(expected, () => dialect.open(where, { readOnly: true, untrusted: true }))
    return findings
  }
  const before = await look(replacement.url)
  if (before.length > 0) throw notRestorable(manifest.id, before)
  const aside = await replacement.swapIn(keepsOld)
  const old = aside === undefined ? undefined : maskUrl(aside)
  const after = await look(url)
  if (after.length > 0)
    throw restoredNotEqual(
      maskUrl(url),
      old === undefined ? 'the old one was not kept' : `the old one is kept as ${old}`,
      after,
    )
  return { target: maskUrl(url), ...(old === undefined ? {} : { aside: old }) }
}
