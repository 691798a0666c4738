import { z } from 'zod'
import { parseJson } from '../json.ts'
import { type Reading, readWith } from './envelope.ts'

const short = z.string().max(64).optional()

const clientPropertiesSchema = z.looseObject({
  type: z.enum(['.ClientProperties', '.ams.headers.ClientProperties', 'ClientProperties']),
  appId: short,
  appVersion: z.string().max(32).optional(),
  ipAddress: z.string().max(32).optional(),
  deviceFamily: z.enum(['DESKTOP', 'TABLET', 'MOBILE', 'OTHER']).optional(),
  os: z.enum(['WINDOWS', 'LINUX', 'OSX', 'ANDROID', 'IOS', 'OTHER']).optional(),
  osVersion: short,
  osName: short,
  integration: z.enum(['WEB_SDK', 'MOBILE_SDK', 'BRAND_SDK']).optional(),
  integrationVersion: short,
  browser: short,
  browserVersion: short,
  timeZone: short,
  deviceManufacture: short,
  deviceModel: short,
  features: z
    .array(
      z.enum([
        'CO_BROWSE',
        'CO_APP',
        'PHOTO_SHARING',
        'SECURE_FORMS',
        'AUTO_MESSAGES',
        'RICH_CONTENT',
        'QUICK_REPLIES',
        'MULTI_DIALOG',
        'FILE_SHARING',
        'MARKDOWN_HYPERLINKS',
      ]),
    )
    .optional(),
})

/** The header `Client-Properties`, which is JSON. */
export function readClientProperties(
  header: string,
): Reading<z.output<typeof clientPropertiesSchema>> {
  return readWith(clientPropertiesSchema, parseJson(header))
}
