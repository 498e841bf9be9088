import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Stored } from '../registers/device.ts'
import { labelOf } from './label.ts'
import { escaped, svgOf } from './svg.ts'

const style = `:root{color-scheme:light}
body{margin:0;background:#fff;color:#000;font-family:sans-serif}
header{padding:1rem}
h1{font-size:1.2rem;margin:0}
p{margin:.3rem 0 0}
main{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:4mm;padding:0 1rem 1rem}
figure{margin:0;border:.2mm solid #bbb;padding:2mm;break-inside:avoid;display:flex;justify-content:center}
figure svg{width:100%;height:32mm}
@page{size:A4;margin:10mm}
@media print{header{display:none}main{padding:0}}`

/** What the page may do: show itself, with this style. It loads nothing. */
export const sheetPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'`

const labelsInPiece = 25

/** A page of labels to print on A4, piece by piece, so that others are served meanwhile. */
export async function* sheetOf(title: string, devices: readonly Stored[]): AsyncGenerator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p>${devices.length} labels, three in a row on A4. Print this page at 100 %.</p></header>
<main>
`
  for (let at = 0; at < devices.length; at += labelsInPiece) {
    yield devices
      .slice(at, at + labelsInPiece)
      .map(figure)
      .join('')
    await turn()
  }
  yield '</main>\n</body>\n</html>\n'
}

const figure = (device: Stored): string => `<figure>${svgOf(labelOf(device))}</figure>\n`
