import { Refusal } from 'millwright/http'

export const noTraining = (id: string): Refusal =>
  new Refusal(`There is no training record with id ${id}`, { status: 404, code: 'not_found' })

export const otherVersion = (id: string): Refusal =>
  new Refusal(`Training record ${id} was changed meanwhile: read it again`, { status: 412, code: 'version_mismatch' })

const idWrong = (code: string, message: string): Refusal =>
  new Refusal(message, { status: 400, code, details: [{ field: 'id', code, message }] })

export const idGiven = (): Refusal =>
  idWrong('id_given', 'id is given by the register: leave it out of a new training record')

export const idMismatch = (id: string): Refusal =>
  idWrong('id_mismatch', `id is not the one of the address, ${id}: an id never changes`)
