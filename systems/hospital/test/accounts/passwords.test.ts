import { expect, test } from 'vitest'
import { demandGoodPassword } from '../../src/accounts/password-rules.ts'
import { hashPassword, isVerifiable, verifyPassword } from '../../src/accounts/passwords.ts'
import { isPasswordHash } from '../../src/domain/settings.ts'
import { Refusal } from 'millwright/http'

const password = 'correct horse battery'

/** Made by the library of the old system from the password above. */
const oldHashes = [
  'scrypt:32768:8:1$jLy91sCVNJFAKLfM$fc02f8c0048355f47cc59061d9f9de5599888b2d767f6bac558073805407648e380baad07cc3ef6265f694871f097b106a0635da8a47b661a08ed2b4684c9b28',
  'pbkdf2:sha256:1000000$92bnM4263lVuMtEU$e0b01eba567b35c900c220b2f07e2df1c1648a2d0a45087e52ca1d52247ee233',
  'pbkdf2:sha256:260000$sQbsBpTSSue9qJoR$b51cbc363e87da40b94f7bc0fe354db030345ce918f9dee4a44044e7637e9d8e',
]

test('a new hash keeps its parameters, fits its column and knows its password alone', async () => {
  const hash = await hashPassword(password)
  expect(hash).toMatch(/^scrypt:32768:8:3\$[0-9a-f]{32}\$[0-9a-f]{128}$/)
  expect(isPasswordHash(hash)).toBe(true)
  expect(await verifyPassword(password, hash)).toEqual({ isRight: true, isOld: false })
  expect(await verifyPassword(`${password} `, hash)).toEqual({ isRight: false, isOld: false })
  expect(await hashPassword(password)).not.toBe(hash)
})

test.each(oldHashes)('an old hash is taken and is to be made anew: %s', async (hash) => {
  expect(await verifyPassword(password, hash)).toEqual({ isRight: true, isOld: true })
  expect(await verifyPassword('correct horse batterx', hash)).toEqual({ isRight: false, isOld: true })
})

test('a letter typed composed and decomposed is the same letter', async () => {
  const hash = await hashPassword('caf\u00e9 au lait noir')
  expect(await verifyPassword('cafe\u0301 au lait noir', hash)).toMatchObject({ isRight: true })
})

test.each([
  null,
  '',
  password,
  '$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
  'scrypt:32768:8:1$salt$00',
  // Would take gigabytes, or hours.
  `scrypt:67108864:8:1$salt$${'0'.repeat(128)}`,
  `scrypt:30000:8:1$salt$${'0'.repeat(128)}`,
  `pbkdf2:sha256:9999999$salt$${'0'.repeat(64)}`,
  `pbkdf2:sha256$salt$${'0'.repeat(64)}`,
])('no password is right for %s', async (stored) => {
  expect(stored === null ? false : isVerifiable(stored)).toBe(false)
  expect(await verifyPassword(password, stored)).toMatchObject({ isRight: false })
})

test('many at once all come through', async () => {
  const hash = await hashPassword(password)
  const found = await Promise.all(
    Array.from({ length: 6 }, (_, at) => verifyPassword(at < 3 ? password : 'wrong', hash)),
  )
  expect(found.map(({ isRight }) => isRight)).toEqual([true, true, true, false, false, false])
})

test.each([
  ['short', 'too_short', 'A password has at least 12 characters'],
  ['x'.repeat(201), 'too_long', 'A password has at most 200 characters'],
  ['aaabbbcccaaa', 'guessable', 'A password repeats neither one character nor the name of its user'],
  ['My Nurse-K pass', 'guessable', 'A password repeats neither one character nor the name of its user'],
])('the password %s is refused: %s', (poor, code, message) => {
  const refuse = (): void => demandGoodPassword(poor, 'nurse-k')
  expect(refuse).toThrow(Refusal)
  expect(refuse).toThrow(
    expect.objectContaining({ status: 400, code, message, details: [{ field: 'password', code, message }] }) as Error,
  )
  expect(() => demandGoodPassword('a long and good one', 'nurse-k')).not.toThrow()
})
