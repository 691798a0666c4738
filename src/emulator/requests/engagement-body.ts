import { z } from 'zod'
import { sdeSchema } from './sdes.ts'

const text = z.string().optional()

/** Other kinds than the Connector API's two are taken as they come. */
const otherSdeSchema = z.looseObject({
  type: z.string().refine((type) => type !== 'ctmrinfo' && type !== 'personal'),
})

const clientPropertiesSchema = z.strictObject({
  appVersion: text,
  deviceFamily: z.enum(['DESKTOP', 'TABLET', 'MOBILE']).optional(),
  ipAddress: z.ipv4().optional(),
  os: z.enum(['WINDOWS', 'MAC_OSX', 'LINUX', 'IOS', 'ANDROID']).optional(),
  osName: text,
  osVersion: text,
})

/** The body of the Monitoring API's Engagement method. Nothing in it is required. */
export const engagementBodySchema = z.strictObject({
  /** Deprecated in favour of `identities`. */
  consumerId: z.string().min(1).optional(),
  identities: z
    .array(z.strictObject({ iss: text, acr: z.enum(['0', 'loa1']), sub: z.string().min(1) }))
    .optional(),
  clientProperties: clientPropertiesSchema.optional(),
  entryPoints: z.array(z.string().regex(/^(tel|https?|sec|lang):\/\/\S+$/)).optional(),
  engagementAttributes: z.array(z.union([sdeSchema, otherSdeSchema])).optional(),
})
