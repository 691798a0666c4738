import type {
  FileContent,
  MessageContent,
  RichContent,
  TextContent,
} from './conversation-event.type.ts'
import type { MessageStored } from './stored-event.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is malformed, or of an unknown kind, stays as it came: a reader must never lose a message. */
export function toMessageContent(event: MessageStored['event']): MessageContent {
  const fields: Fields = { ...event }
  return toKnownContent(fields) ?? unknown(fields)
}

function toKnownContent(event: Fields): MessageContent | undefined {
  if (event['type'] === 'RichContentEvent') return toRichContent(event)
  if (event['type'] !== 'ContentEvent') return undefined
  switch (event['contentType']) {
    case 'text/plain':
      return toTextContent(event)
    case 'hosted/file':
      return toFileContent(event['message'])
    default:
      return undefined
  }
}

function toTextContent({ message, quickReplies }: Fields): TextContent | undefined {
  if (typeof message !== 'string' || !isAbsentOr(isObject, quickReplies)) return undefined
  return { __typename: 'TextContent', text: message, ...(quickReplies && { quickReplies }) }
}

function toRichContent({ content, quickReplies }: Fields): RichContent | undefined {
  if (!isObject(content) || !isAbsentOr(isObject, quickReplies)) return undefined
  return { __typename: 'RichContent', content, ...(quickReplies && { quickReplies }) }
}

function toFileContent(message: unknown): FileContent | undefined {
  if (!isObject(message)) return undefined
  const { relativePath, fileType, caption, preview } = message
  if (!isText(relativePath) || !isText(fileType)) return undefined
  if (!isAbsentOr(isText, caption) || !isAbsentOr(isText, preview)) return undefined
  return {
    __typename: 'FileContent',
    relativePath,
    fileType,
    ...(typeof caption === 'string' && { caption }),
    ...(typeof preview === 'string' && { preview }),
  }
}

function unknown(raw: Fields): MessageContent {
  const contentType = [raw['contentType'], raw['type']].find(isText) ?? 'unknown'
  return { __typename: 'UnknownContent', contentType, raw }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isAbsentOr<T>(
  isKind: (value: unknown) => value is T,
  value: unknown,
): value is T | null | undefined {
  return value === undefined || value === null || isKind(value)
}
