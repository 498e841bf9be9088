import { Refusal, z } from 'millwright/http'
import { readFormText } from '../../domain/form-text.ts'
import { isImage } from '../../ocr/read-image.ts'
import { addRoute, type Area } from '../route.ts'

const longestImage = 16 * 1024 * 1024

const readSchema = z
  .object({ form: z.record(z.string(), z.unknown()), unread: z.array(z.string()) })
  .openapi('ReadForm')

/** A photographed form becomes fields to look over: nothing is stored before a person sends them. */
export const formImage: Area = (app, { readImage }) =>
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/hitch/parse-image',
      permission: 'administer',
      tag: 'Hitches',
      summary: 'Read a photographed form into fields; nothing is stored',
      description: 'The body is the image itself: PNG, JPEG, TIFF or PDF. Lines that mean nothing stand in `unread`.',
      bodyLimit: longestImage,
      answers: { 200: readSchema },
    },
    async ({ c }) => {
      if (readImage === undefined) throw noReader()
      const image = new Uint8Array(await c.req.arrayBuffer())
      if (!isImage(image)) throw noImage()
      const read = readFormText(await readImage(image))
      if (Object.keys(read.form).length === 0) throw nothingRead()
      return { body: read }
    },
  )

const noReader = (): Refusal =>
  new Refusal('No program for reading images was named when the server was started (--read-image)', {
    status: 503,
    code: 'reader_missing',
  })

const noImage = (): Refusal =>
  new Refusal('The body is no PNG, JPEG, TIFF or PDF', { status: 400, code: 'not_an_image' })

const nothingRead = (): Refusal =>
  new Refusal('Nothing of the form was found on the image', { status: 400, code: 'image_unreadable' })
