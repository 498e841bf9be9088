import { Refusal, streamOf, z } from 'millwright/http'
import { archiveOf } from '../../barcodes/archive.ts'
import { barcodeFile, dispositionOf } from '../../barcodes/file-name.ts'
import { labelOf } from '../../barcodes/label.ts'
import { pngOf } from '../../barcodes/png.ts'
import { sheetOf, sheetPolicy } from '../../barcodes/sheet.ts'
import { svgOf } from '../../barcodes/svg.ts'
import type { Register } from '../../domain/fields.ts'
import { findDevice, type Stored } from '../../registers/device.ts'
import { listDevices } from '../../registers/list.ts'
import { type Parameters, readListRequest } from '../../registers/list-request.ts'
import { findSelected } from '../../registers/selected.ts'
import type { Desk } from '../desk.ts'
import { selectionQuerySchemas } from '../device-schemas.ts'
import { type Area, defineRoute, type HospitalApp, type HospitalContext } from '../route.ts'

/** Barcodes of one device as pictures, and of all or some devices as a page to print and as an archive. */
export const barcodes: Area = (app, desk) => {
  addRegister(app, desk, 'ocm')
  addRegister(app, desk, 'ppm')
}

const tag = 'Barcodes'
const params = z.object({ serial: z.string().openapi({ description: 'One percent-encoded segment' }) })

const media = (type: string, description: string): { readonly description: string } =>
  ({ description, content: { [type]: { schema: { type: 'string', format: 'binary' } } } }) as { description: string }

const routesOf = (register: Register) => {
  const [permission, path]: [string, string] = [`equipment_${register}_read`, `/api/equipment/${register}/{serial}`]
  const [all, query]: [string, z.ZodObject] = [`/api/barcodes/${register}`, selectionQuerySchemas[register]]
  return {
    svg: defineRoute({
      method: 'get',
      path: `${path}/barcode.svg`,
      permission,
      tag,
      summary: "A device's barcode: Code 128 of its serial, a QR code where the serial has letters beyond ASCII",
      request: { params },
      responses: { 200: media('image/svg+xml', 'The picture, with name, department and serial') },
    }),
    png: defineRoute({
      method: 'get',
      path: `${path}/barcode.png`,
      permission,
      tag,
      summary: "A device's barcode as PNG; its caption shows ? for letters beyond ASCII",
      request: { params },
      responses: { 200: media('image/png', 'The picture, with name, department and serial') },
    }),
    sheet: defineRoute({
      method: 'get',
      path: `${all}/sheet`,
      permission,
      tag,
      summary: 'Labels to print on A4: of all devices, of those a filter finds, or of those that are named',
      request: { query },
      responses: { 200: media('text/html', 'A page that loads nothing') },
    }),
    zip: defineRoute({
      method: 'get',
      path: `${all}/zip`,
      permission,
      tag,
      summary: 'The PNG of every device in one archive: of all, of those a filter finds, or of those that are named',
      request: { query },
      responses: { 200: media('application/zip', 'The archive') },
    }),
  }
}

function addRegister(app: HospitalApp, desk: Desk, register: Register): void {
  const routes = routesOf(register)
  app.openapi(routes.svg, async (c) => {
    const { serial } = c.req.valid('param')
    const device = await desk.db.read((db) => findDevice(db, register, serial))
    return c.body(svgOf(labelOf(device)), 200, pictureHeaders(serial, 'svg'))
  })
  app.openapi(routes.png, async (c) => {
    const { serial } = c.req.valid('param')
    const device = await desk.db.read((db) => findDevice(db, register, serial))
    return c.body(new Uint8Array(await pngOf(labelOf(device))), 200, pictureHeaders(serial, 'png'))
  })
  app.openapi(routes.sheet, async (c) => {
    const devices = await chosen(c, desk, register)
    const title = `Barcodes of ${register.toUpperCase()} devices, ${desk.today()}`
    return c.body(streamOf(sheetOf(title, devices)), 200, {
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Security-Policy': sheetPolicy,
    })
  })
  app.openapi(routes.zip, async (c) => {
    const devices = await chosen(c, desk, register)
    return c.body(ReadableStream.from(archiveOf(devices, new Date(desk.now()))), 200, {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="barcodes_${register}_${desk.today().replaceAll('-', '')}.zip"`,
    })
  })
}

const pictureTypes = { svg: 'image/svg+xml', png: 'image/png' } as const

const pictureHeaders = (serial: string, kind: 'svg' | 'png'): Record<string, string> => ({
  'Content-Type': pictureTypes[kind],
  'Content-Disposition': dispositionOf(barcodeFile(serial, kind)),
})

/** The devices that are named, or those that a list with these parameters has. */
async function chosen(c: HospitalContext, desk: Desk, register: Register): Promise<readonly Stored[]> {
  const { serials, ...parameters }: Parameters = c.req.queries()
  const [other] = Object.keys(parameters)
  if (serials !== undefined && other !== undefined) throw notTogether(other)
  if (serials !== undefined) return desk.db.read((db) => findSelected(db, register, serials))
  const request = readListRequest(register, parameters)
  return desk.db.read((db) => listDevices(db, request, { register, asOf: desk.today() }))
}

function notTogether(field: string): Refusal {
  const message = `${field} does not go together with serials`
  return new Refusal(message, {
    status: 400,
    code: 'unknown_parameter',
    details: [{ field, code: 'unknown_parameter', message }],
  })
}
