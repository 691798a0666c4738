import { describe, expect, it } from '@jest/globals'
import type { MessageContent } from './conversation-event.type.ts'
import { toMessageContent } from './message-content.mapper.ts'

const quickReplies = { type: 'quickReplies', itemsPerRow: 8, replies: [] }
const content = { type: 'vertical', elements: [{ type: 'text', text: 'Hi' }] }
const relativePath = '/v1/AUTH_async-images/a.png'
const text = { type: 'ContentEvent', contentType: 'text/plain' }
const file = { type: 'ContentEvent', contentType: 'hosted/file' }
const rich = { type: 'RichContentEvent' }

const known: readonly (readonly [string, object, MessageContent])[] = [
  ['plain text', { ...text, message: 'Hi' }, { __typename: 'TextContent', text: 'Hi' }],
  ['an empty text', { ...text, message: '' }, { __typename: 'TextContent', text: '' }],
  [
    'text with quick replies',
    { ...text, message: 'Hi', quickReplies },
    { __typename: 'TextContent', text: 'Hi', quickReplies },
  ],
  [
    'text whose quick replies are null',
    { ...text, message: 'Hi', quickReplies: null },
    { __typename: 'TextContent', text: 'Hi' },
  ],
  ['rich content', { ...rich, content }, { __typename: 'RichContent', content }],
  [
    'rich content with quick replies',
    { ...rich, content, quickReplies },
    { __typename: 'RichContent', content, quickReplies },
  ],
  [
    'a file',
    { ...file, message: { relativePath, fileType: 'PNG' } },
    { __typename: 'FileContent', relativePath, fileType: 'PNG' },
  ],
  [
    'a file with all that may be said of it',
    { ...file, message: { relativePath, fileType: 'PNG', caption: '', preview: 'data:,' } },
    { __typename: 'FileContent', relativePath, fileType: 'PNG', caption: '', preview: 'data:,' },
  ],
  [
    'a file with nulls',
    { ...file, message: { relativePath, fileType: 'PNG', caption: null, preview: null } },
    { __typename: 'FileContent', relativePath, fileType: 'PNG' },
  ],
]

const odd: readonly (readonly [string, object, string])[] = [
  ['nothing at all', {}, 'unknown'],
  ['a kind without a name', { type: 7, contentType: null }, 'unknown'],
  ['another event', { type: 'SurveyEvent', score: 5 }, 'SurveyEvent'],
  [
    'another content type',
    { type: 'ContentEvent', contentType: 'forms/secure-invitation', message: { formId: '1' } },
    'forms/secure-invitation',
  ],
  ['text that is no string', { ...text, message: { text: 'Hi' } }, 'text/plain'],
  ['text that is missing', text, 'text/plain'],
  ['text with a list of quick replies', { ...text, message: 'Hi', quickReplies: [] }, 'text/plain'],
  ['rich content that is a list', { ...rich, content: [] }, 'RichContentEvent'],
  ['rich content that is null', { ...rich, content: null }, 'RichContentEvent'],
  [
    'rich content with odd quick replies',
    { ...rich, content, quickReplies: 1 },
    'RichContentEvent',
  ],
  ['a file that is text', { ...file, message: relativePath }, 'hosted/file'],
  ['a file without a path', { ...file, message: { fileType: 'PNG' } }, 'hosted/file'],
  ['a file without a type', { ...file, message: { relativePath } }, 'hosted/file'],
  [
    'a file with an odd caption',
    { ...file, message: { relativePath, fileType: 'PNG', caption: 1 } },
    'hosted/file',
  ],
  [
    'a file with an odd preview',
    { ...file, message: { relativePath, fileType: 'PNG', preview: {} } },
    'hosted/file',
  ],
]

describe('the content of a message', () => {
  it.each(known)('is understood: %s', (_, event, expected) => {
    expect(toMessageContent({ ...event })).toEqual(expected)
  })

  it.each(odd)('is passed on as it came: %s', (_, raw, contentType) => {
    expect(toMessageContent({ ...raw })).toEqual({
      __typename: 'UnknownContent',
      contentType,
      raw,
    })
  })
})
