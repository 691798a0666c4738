import { z } from 'zod'
import { MAX_FILE_BYTES } from '../files.ts'
import { sdeSchema } from './sdes.ts'

const text = z.string().optional()
/** Ids that LivePerson's own examples send as a string or as a number. */
const id = z.union([z.string(), z.number()]).optional()

// Outside the engagement attributes LivePerson's answer to an unknown field is not known: let pass.

/** The body of `userprofile.SetUserProfile`. */
export const userProfileSchema = z.looseObject({
  authenticatedData: z.strictObject({ lp_sdes: z.array(sdeSchema) }).optional(),
  firstName: text,
  lastName: text,
  userId: text,
  avatarUrl: text,
  role: text,
  backgndImgUri: text,
  description: text,
  privateData: z
    .looseObject({
      mobileNum: text,
      mail: text,
      pushNotificationData: z
        .looseObject({ serviceName: text, certName: text, token: text })
        .optional(),
    })
    .optional(),
})

/** The body of `cm.ConsumerRequestConversation`. */
export const conversationRequestSchema = z.looseObject({
  brandId: z.string(),
  channelType: z.literal('MESSAGING').optional(),
  ttrDefName: z.enum(['NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM']).nullish(),
  campaignInfo: z.looseObject({ campaignId: id, engagementId: id }).optional(),
  skillId: id,
  conversationContext: z
    .looseObject({
      type: z.enum(['SharkContext', 'MobileAppContext']).optional(),
      visitorId: text,
      sessionId: text,
      interactionContextId: id,
      lang: text,
      features: z.array(z.string()).optional(),
      clientProperties: z.looseObject({}).optional(),
    })
    .optional(),
})

const contentEventSchema = z.discriminatedUnion('contentType', [
  z.looseObject({
    type: z.literal('ContentEvent'),
    contentType: z.literal('text/plain'),
    message: z.string(),
  }),
  z.looseObject({
    type: z.literal('ContentEvent'),
    contentType: z.literal('hosted/file'),
    message: z.looseObject({
      caption: text,
      relativePath: z.string(),
      fileType: z.enum(['JPG', 'JPEG', 'PNG', 'GIF', 'IMG', 'TXT', 'PDF']),
      preview: text,
    }),
  }),
])

const eventSchema = z.discriminatedUnion('type', [
  contentEventSchema,
  z.looseObject({ type: z.literal('RichContentEvent'), content: z.looseObject({}) }),
  z.looseObject({
    type: z.literal('ChatStateEvent'),
    chatState: z.enum(['ACTIVE', 'INACTIVE', 'GONE', 'COMPOSING', 'PAUSE']),
  }),
  z.looseObject({
    type: z.literal('AcceptStatusEvent'),
    status: z.enum(['ACCEPT', 'READ', 'ACCESS', 'NACK', 'ACTION']),
    sequenceList: z.array(z.int().nonnegative()),
  }),
])

/** The body of `ms.PublishEvent` in a batch, where the dialog is the one that the batch opens. */
export const batchEventSchema = z.looseObject({ event: eventSchema })

/** The body of `ms.PublishEvent` on SEND. */
export const publishSchema = z.looseObject({
  dialogId: z.string(),
  conversationId: text,
  event: eventSchema,
})

const closeConversation = z.looseObject({
  field: z.literal('ConversationStateField'),
  conversationState: z.literal('CLOSE'),
})
const closeDialog = z.looseObject({
  field: z.literal('DialogChange'),
  type: z.literal('UPDATE'),
  dialog: z.looseObject({ dialogId: z.string(), state: z.literal('CLOSE'), closedCause: text }),
})
const rate = z.looseObject({
  field: z.literal('CSATRate'),
  csatRate: z.int().min(1).max(5).optional(),
  csatResolutionConfirmation: z.boolean().optional(),
  status: z.enum(['FILLED', 'PARTIALLY_FILLED', 'SKIPPED']).optional(),
})
const setTtr = z.looseObject({
  field: z.literal('TTRField'),
  ttrType: z.enum(['NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM']),
  value: z.int().nonnegative().optional(),
})
const conversationField = z.discriminatedUnion('field', [
  closeConversation,
  closeDialog,
  rate,
  setTtr,
])

/** The body of `cm.UpdateConversationField`. */
export const updateSchema = z.looseObject({
  conversationId: z.string(),
  // an array of one element and the bare element mean the same
  conversationField: z.union([
    conversationField,
    z.tuple([conversationField]).transform(([field]) => field),
  ]),
})

/** The body of `ms.GenerateURLForUploadFile`. The size is text, in bytes. */
export const uploadUrlSchema = z.looseObject({
  fileSize: z
    .string()
    .regex(/^\d{1,9}$/, 'expected the size in bytes, as text')
    .refine((size) => Number(size) > 0 && Number(size) <= MAX_FILE_BYTES, {
      error: `expected 1 to ${MAX_FILE_BYTES} bytes`,
    }),
  fileType: z.enum(['JPG', 'JPEG', 'PNG', 'GIF', 'PDF', 'TXT']),
})

/** The body of `ms.GenerateURLForDownloadFile`. */
export const downloadUrlSchema = z.looseObject({ relativePath: z.string() })
