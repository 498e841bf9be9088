import { createHash } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Register } from '../../src/domain/fields.ts'
import { sharedHospital, type TestHospital } from '../http/support.ts'
import { bodyOf, newDevice, pathOf, refusedIn } from '../equipment/support.ts'
import { pixelsOf, widthsInRow, widthsInSvg } from './pictures.ts'
import { readCode128 } from './read-code128.ts'

let hospital: TestHospital
beforeAll(async () => {
  hospital = await sharedHospital({ ocm: 12, ppm: 12, training: 2 })
  for (const register of ['ocm', 'ppm'] as const)
    for (const serial of ['B/1 #2', 'lower', 'LOWER', 'جهاز'])
      await hospital.call(
        'Editor',
        `POST /api/equipment/${register}`,
        newDevice(register, serial, { Department: 'BARS' }),
      )
})

const bytesOf = async (path: string, token = hospital.tokens.Viewer): Promise<Uint8Array> => {
  const answer = await hospital.app.request(`http://127.0.0.1${path}`, {
    headers: { host: '127.0.0.1', authorization: `Bearer ${token}` },
  })
  return new Uint8Array(await answer.arrayBuffer())
}

describe.each<Register>(['ocm', 'ppm'])('barcodes of the %s register', (register) => {
  const base = `/api/barcodes/${register}` as const

  test('are pictures of one device', async () => {
    const svg = await hospital.call('Viewer', `GET ${pathOf(register, 'B/1 #2')}/barcode.svg`)
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(svg.headers.get('content-disposition')).toContain('filename="barcode_B%2F1%20%232.svg"')
    expect(svg.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(readCode128(widthsInSvg(svg.text))).toBe('B/1 #2')
    const png = Buffer.from(await bytesOf(`${pathOf(register, 'B/1 #2')}/barcode.png`))
    expect(readCode128(widthsInRow(pixelsOf(png), 20, 2))).toBe('B/1 #2')
    expect((await hospital.call('Viewer', `GET ${pathOf(register, 'NOBODY')}/barcode.svg`)).status).toBe(404)
    expect((await hospital.call('Viewer', `GET ${pathOf(register, 'NOBODY')}/barcode.png`)).status).toBe(404)
  })

  test('are a page to print, of all devices', async () => {
    const page = await hospital.call('Viewer', `GET ${base}/sheet`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    const labels = [...page.text.matchAll(/<figure>(.*?)<\/figure>/gs)].map(([, label = '']) => label)
    expect(labels).toHaveLength(16)
    expect(labels.slice(0, -1).map((label) => readCode128(widthsInSvg(label)))).toContain('B/1 #2')
    expect(page.text).toContain('@page{size:A4')
    expect(page.text).toContain('@media print')
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  })

  test('are a page whose policy allows its own style and nothing else', async () => {
    const { text, headers } = await hospital.call('Viewer', `GET ${base}/sheet?department=BARS`)
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
    )
  })

  test('are those of the devices that are named, or that a filter finds', async () => {
    const titles = async (query: string) => {
      const { text } = await hospital.call('Viewer', `GET ${base}/sheet?${query}`)
      return [...text.matchAll(/<title>(?:Code 128|QR Code): ([^<]*)<\/title>/g)].map(([, serial]) => serial)
    }
    expect(await titles(`serials=${encodeURIComponent('LOWER')}&serials=${encodeURIComponent('B/1 #2')}`)).toEqual([
      'LOWER',
      'B/1 #2',
    ])
    expect(await titles('department=BARS&sort=serial')).toEqual(['B/1 #2', 'LOWER', 'lower', 'جهاز'])
    expect(await titles('search=nowhere')).toEqual([])
    const missing = await hospital.call('Viewer', `GET ${base}/sheet?serials=LOWER&serials=NOBODY`)
    expect([missing.status, refusedIn(missing)]).toEqual([404, [['serials', 'not_found']]])
    for (const query of ['colour=blue', 'serials=LOWER&search=x'])
      expect(bodyOf(await hospital.call('Viewer', `GET ${base}/zip?${query}`))['code']).toBe('unknown_parameter')
  })

  test('are an archive with a PNG for each device', async () => {
    const archive = await bytesOf(`${base}/zip?department=BARS`)
    const files = unzipSync(archive)
    expect(Object.keys(files)).toEqual([
      'barcode_B%2F1%20%232.png',
      'barcode_lower.png',
      'barcode_LOWER~2.png',
      'barcode_%D8%AC%D9%87%D8%A7%D8%B2.png',
    ])
    const read = (name: string) => readCode128(widthsInRow(pixelsOf(Buffer.from(files[name] ?? [])), 20, 2))
    expect([read('barcode_lower.png'), read('barcode_LOWER~2.png')]).toEqual(['lower', 'LOWER'])
    expect(Object.keys(unzipSync(await bytesOf(`${base}/zip`)))).toHaveLength(16)
    expect(strFromU8(archive.subarray(0, 2))).toBe('PK')
  })

  test('are for those who may read this register', async () => {
    expect((await hospital.call('nobody', `GET ${base}/sheet`)).status).toBe(401)
    expect((await hospital.call('nobody', `GET ${pathOf(register, 'LOWER')}/barcode.svg`)).status).toBe(401)
  })
})
