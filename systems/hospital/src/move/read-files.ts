import { jsonFile, type SourceRecord } from 'millwright'
import type { Entry } from '../loads/entries.ts'
import { type Facts, pathOf } from '../loads/params.ts'
import type { LoadedFile } from '../loads/files.ts'

/** The records of an array in the data folder, one after the other; a record that cannot be read is passed over here. */
export async function* recordsIn(facts: Pick<Facts, 'data' | 'files'>, file: LoadedFile): AsyncGenerator<SourceRecord> {
  if (!facts.files.includes(file)) return
  for await (const chunk of jsonFile(pathOf(facts, file), { allowEmpty: true }).read(undefined)) {
    for (const record of chunk.records) if (record.fault === undefined) yield record
  }
}

/** A small file that holds one object. @throws the source's problem when it is damaged */
export async function objectIn(facts: Pick<Facts, 'data' | 'files'>, file: LoadedFile): Promise<object | undefined> {
  if (!facts.files.includes(file)) return undefined
  const members: [string, unknown][] = []
  for await (const { records } of jsonFile(pathOf(facts, file), { object: 'entries', allowEmpty: true }).read(
    undefined,
  )) {
    for (const { value } of records) {
      const { key, value: member } = value as Entry
      members.push([key, member])
    }
  }
  return Object.fromEntries(members)
}
