import { expect } from '@jest/globals'
import { print } from 'graphql'
import {
  AcknowledgeMessagesDocument,
  CloseConversationDocument,
  ConversationDocument,
  ConversationHistoryDocument,
  CreateUploadUrlDocument,
  EngagementDocument,
  PreviewCreateConversationDocument,
  SendMessageDocument,
  SetChatStateDocument,
  UpdateUserProfileDocument,
} from '../generated/graphql.ts'
import { type Case, describeBothPaths } from './both-paths.ts'
import { ask, consumer, create, inNew } from './documents.ts'
import { post } from './wire.ts'

const data = (field: string, payload: unknown) => ({ data: { [field]: payload } })
const sent = (field: string) => ({
  status: 200,
  body: data(field, { problem: null, result: { __typename: 'EventPublished' } }),
})
const profile = { firstName: 'Ada', privateData: { mail: 'ada@example.com' } }
const sdes = [
  { personalInfo: { firstName: 'Ada', contacts: [{ phoneType: 'MOBILE' as const }] } },
  { customerInfo: { balance: 1.5, companySize: 3, currency: 'EUR' } },
]

const operations: readonly Case[] = [
  {
    name: 'createConversation opens one',
    lane: 'prepared',
    send: (_, nth) => create('create', nth),
    reaches: ['consumerJws', 'conversation'],
    told: {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-correlation-id': 'nth-3' },
      body: data('createConversation', { outcome: 'CREATED', problem: null, replayed: false }),
    },
  },
  {
    name: 'createConversation sends all that it is told',
    lane: 'prepared',
    send: (_, nth) =>
      create('create-full', nth, {
        sdes,
        profile,
        skillId: 7,
        ttrDefName: 'URGENT',
        campaignInfo: { campaignId: 99, engagementId: '8' },
        conversationContext: { visitorId: 'v-1', lang: 'en-US' },
        firstMessage: { text: 'Grüße 👋 "quoted" \\ \u2028' },
      }),
    told: {
      status: 200,
      body: data('createConversation', {
        outcome: 'CREATED',
        results: [
          { __typename: 'UserProfileSet' },
          { __typename: 'ConversationRequested' },
          { __typename: 'EventPublished' },
        ],
      }),
    },
  },
  {
    name: 'a second open conversation of a consumer is refused',
    lane: 'prepared',
    send: () => create('create-again', 0),
    told: {
      status: 200,
      body: data('createConversation', {
        outcome: 'NOT_CREATED',
        problem: { __typename: 'ConversationAlreadyOpen' },
      }),
    },
  },
  {
    name: 'an input that breaks a rule is a problem in the payload, and nothing is sent',
    lane: 'prepared',
    send: (_, nth) => create('create-invalid', nth, { firstMessage: { text: '' } }),
    reaches: [],
    told: {
      status: 200,
      body: data('createConversation', {
        outcome: 'NOT_CREATED',
        problem: {
          __typename: 'InvalidInput',
          fields: [{ path: ['input', 'firstMessage', 'text'] }],
        },
      }),
    },
  },
  {
    name: 'sendMessage sends a text',
    lane: 'prepared',
    send: inNew('send', (conversationId, headers) =>
      ask(SendMessageDocument, { input: { conversationId, content: { text: 'Hi' } } }, headers),
    ),
    reaches: ['send'],
    told: sent('sendMessage'),
  },
  {
    name: 'sendMessage sends rich content as it is',
    lane: 'prepared',
    send: inNew('send-rich', (conversationId, headers) => {
      const richContent = { type: 'vertical', elements: [{ a: [true, 1.5, {}], type: 'text' }] }
      return ask(
        SendMessageDocument,
        { input: { conversationId, content: { richContent } } },
        headers,
      )
    }),
    reaches: ['send'],
    told: sent('sendMessage'),
  },
  {
    name: 'sendMessage to a conversation that nobody knows is NOT_FOUND',
    lane: 'prepared',
    send: () =>
      ask(SendMessageDocument, { input: { conversationId: 'no', content: { text: 'Hi' } } }),
    reaches: [],
    told: { status: 200, body: data('sendMessage', { problem: { code: 'NOT_FOUND' } }) },
  },
  {
    name: 'setChatState tells it',
    lane: 'prepared',
    send: inNew('state', (conversationId, headers) =>
      ask(SetChatStateDocument, { input: { conversationId, chatState: 'COMPOSING' } }, headers),
    ),
    reaches: ['send'],
    told: { status: 200, body: data('setChatState', { problem: null }) },
  },
  {
    name: 'acknowledgeMessages tells it, and takes one number for a list',
    lane: 'prepared',
    send: inNew('receipt', (conversationId, headers) =>
      post(
        {
          query: print(AcknowledgeMessagesDocument),
          variables: { input: { conversationId, sequences: 0, status: 'READ' } },
        },
        headers,
      ),
    ),
    reaches: ['send'],
    told: { status: 200, body: data('acknowledgeMessages', { problem: null }) },
  },
  {
    name: 'updateUserProfile tells it',
    lane: 'prepared',
    send: (_, nth) =>
      ask(UpdateUserProfileDocument, { input: { profile, sdes } }, consumer('profile', nth)),
    reaches: ['consumerJws', 'send'],
    told: { status: 200, body: data('updateUserProfile', { problem: null }) },
  },
  {
    name: 'closeConversation closes it',
    lane: 'prepared',
    send: inNew('close', (conversationId, headers) =>
      ask(CloseConversationDocument, { input: { conversationId } }, headers),
    ),
    reaches: ['send'],
    told: {
      status: 200,
      body: data('closeConversation', { conversation: { stage: 'CLOSE' }, problem: null }),
    },
  },
  {
    name: 'createUploadUrl answers one',
    lane: 'prepared',
    send: inNew('upload', (conversationId, headers) =>
      ask(
        CreateUploadUrlDocument,
        { input: { conversationId, fileType: 'PNG', fileSize: 3 } },
        headers,
      ),
    ),
    told: {
      status: 200,
      body: data('createUploadUrl', {
        problem: null,
        uploadUrl: expect.stringMatching(/^http/),
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      }),
    },
  },
  {
    name: 'previewCreateConversation shows what would be sent, and sends nothing',
    lane: 'prepared',
    send: () => ask(PreviewCreateConversationDocument, { input: { profile, sdes, skillId: '7' } }),
    reaches: [],
    told: { status: 200, body: data('previewCreateConversation', { method: 'POST' }) },
  },
  {
    name: 'conversation answers its own caller',
    lane: 'prepared',
    send: inNew('read', (id, headers) => ask(ConversationDocument, { id }, headers)),
    reaches: [],
    told: { status: 200, body: data('conversation', { stage: 'OPEN', closedAt: null }) },
  },
  {
    name: 'conversation answers null where nobody knows it',
    lane: 'prepared',
    send: () => ask(ConversationDocument, { id: 'nobody-knows' }),
    told: { status: 200, body: data('conversation', null) },
  },
  {
    name: 'events of a conversation come as a page of a union',
    lane: 'prepared',
    send: inNew('history', (id, headers) => ask(ConversationHistoryDocument, { id }, headers)),
    told: { status: 200, body: data('conversation', { events: { edges: expect.any(Array) } }) },
  },
  {
    name: 'engagement finds one',
    lane: 'prepared',
    send: (_, nth) => ask(EngagementDocument, { input: {} }, consumer('engagement', nth)),
    told: {
      status: 200,
      body: data('engagement', { problem: null, engagements: [expect.any(Object)] }),
    },
  },
  {
    name: 'a router gets entities',
    lane: 'prepared',
    send: inNew('entities', (id, headers) =>
      post(
        {
          query: `query ($of: [_Any!]!) { _entities(representations: $of) {
            __typename ... on Conversation { id stage } ... on Consumer { id } } }`,
          variables: {
            of: [
              { __typename: 'Conversation', id },
              { __typename: 'Consumer', id: 'ada' },
              { __typename: 'Conversation', id: 'nobody-knows' },
            ],
          },
        },
        headers,
      ),
    ),
    told: {
      status: 200,
      body: data('_entities', [
        { __typename: 'Conversation', stage: 'OPEN' },
        { __typename: 'Consumer', id: 'ada' },
        null,
      ]),
    },
  },
  {
    name: 'a router gets the schema of the subgraph',
    lane: 'prepared',
    send: () => post({ query: '{ _service { sdl } }' }),
    told: { status: 200, text: /createConversation/ },
  },
]

describeBothPaths('an operation', {}, operations)
