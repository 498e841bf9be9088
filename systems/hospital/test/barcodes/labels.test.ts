import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { barcodeFile, dispositionOf } from '../../src/barcodes/file-name.ts'
import { labelOf } from '../../src/barcodes/label.ts'
import { pngOf } from '../../src/barcodes/png.ts'
import { svgOf } from '../../src/barcodes/svg.ts'
import { symbolOf } from '../../src/barcodes/symbol.ts'
import { pixelsOf, widthsInRow, widthsInSvg } from './pictures.ts'
import { readCode128 } from './read-code128.ts'

const label = (serial: string, name: string | null = 'PULSE LAMP') => labelOf({ serial, name, department: 'DERMA' })
const ascii = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 100,
})
const examples = [
  'SW3266#',
  'N-A  78',
  '2008/20022213',
  '27292(2016) 21292',
  '00123456789',
  '^FNC1',
  '~',
  'aB1',
  '1',
].map((serial): [string] => [serial])

describe('a scanner reads the exact serial', () => {
  test('from an SVG', () =>
    fc.assert(
      fc.property(ascii, (serial) => {
        expect(readCode128(widthsInSvg(svgOf(label(serial))))).toBe(serial)
      }),
      { numRuns: 150, examples },
    ))

  test('from a PNG, along the whole height of its bars, with a quiet zone', () =>
    fc.assert(
      fc.asyncProperty(ascii, async (serial) => {
        const pixels = pixelsOf(await pngOf(label(serial)))
        for (const y of [9, 40, 86]) expect(readCode128(widthsInRow(pixels, y, 2))).toBe(serial)
        for (let x = 0; x < 20; x++)
          expect([pixels.isDark(x, 40), pixels.isDark(pixels.width - 1 - x, 40)]).toEqual([false, false])
      }),
      { numRuns: 15, examples },
    ))
})

test('the reader of this test notices a wrong bar', () => {
  const widths = widthsInSvg(svgOf(label('SN-1')))
  expect(() => readCode128([...widths.slice(0, 6), ...widths.slice(12)])).toThrow('check digit')
})

describe('a serial with letters beyond ASCII', () => {
  test.each(['جهاز ٧/٣', '心電図#1', '🩺/🩻', 'é', '\u007f'])('%j gets a QR code', (serial) => {
    const { kind, width, height, bars } = symbolOf(serial)
    expect([kind, width === height, (width - 17) % 4]).toEqual(['QR Code', true, 0])
    expect(bars.slice(0, 1)).toEqual([{ x: 0, y: 0, width: 7, height: 1 }]) // the upper edge of the first finder
  })

  test('gets one of its own', () => {
    const drawn = ['é', 'e\u0301', 'E'].map((serial) => JSON.stringify(symbolOf(serial).bars))
    expect(new Set(drawn).size).toBe(3)
  })

  test('has a label that can be drawn', async () => {
    const { width, height } = pixelsOf(await pngOf(label('جهاز'.repeat(25), 'مضخة'.repeat(50))))
    expect(width * height).toBeGreaterThan(0)
    expect(svgOf(label('جهاز'))).toContain('>جهاز</text>')
  })
})

describe('a label', () => {
  test('says name, department and serial', () => {
    const svg = svgOf(label('SN-1'))
    expect([...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)).toEqual([
      'PULSE LAMP',
      'DERMA',
      'SN-1',
    ])
    expect([...svgOf(label('SN-1', null)).matchAll(/<text/g)]).toHaveLength(2)
  })

  test('never becomes markup', () => {
    const svg = svgOf(label(`<script>alert("1")</script>&amp;'`, '</text><image href="x"/>\u0000\ufffe'))
    expect(svg).not.toMatch(/<script|<image/)
    expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#39;')
    expect(svg).toContain('>&lt;/text&gt;&lt;image href=&quot;x&quot;/&gt;</text>')
  })

  test('draws a line together that would be too wide', () => {
    expect(svgOf(label('SN-1', 'x'.repeat(200)))).toContain('textLength=')
    expect(svgOf(label('SN-1'))).not.toContain('textLength=')
  })
})

describe('the name of a picture', () => {
  test.each([
    ['SW3266#', 'barcode_SW3266%23.png'],
    ['2008/20022213', 'barcode_2008%2F20022213.png'],
    ['N-A 78', 'barcode_N-A%2078.png'],
    ['a*(b)!', 'barcode_a%2A%28b%29%21.png'],
    ['é', 'barcode_%C3%A9.png'],
  ])('of %s is %s', (serial, name) => expect(barcodeFile(serial, 'png')).toBe(name))

  test('is short enough for a disk and another one for each serial', () => {
    const [a, b] = [barcodeFile(`${'🩺'.repeat(99)}1`, 'svg'), barcodeFile(`${'🩺'.repeat(99)}2`, 'svg')]
    expect(a).not.toBe(b)
    expect(a.length).toBeLessThan(255)
    expect(a).toMatch(/^barcode_(%F0%9F%A9%BA)+(%[0-9A-F]{2})*_[0-9a-f]{16}\.svg$/)
  })

  test('is told to a browser so that it stays encoded', () => {
    expect(dispositionOf('barcode_a%2Fb.png')).toBe(
      `inline; filename="barcode_a%2Fb.png"; filename*=UTF-8''barcode_a%252Fb.png`,
    )
  })
})
