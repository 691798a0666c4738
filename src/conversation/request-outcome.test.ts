import { describe, expect, it } from '@jest/globals'
import type { AnswerItem } from '../connector/answer.ts'
import type { AccountId } from '../ids.ts'
import type { ConversationRecord } from '../store/store.ts'
import { toBatch } from './batch.mapper.ts'
import { toOutcomes } from './request-outcome.ts'

const batch = toBatch(
  { channelType: 'MESSAGING', firstMessage: { text: 'Hello' } },
  '1' as AccountId,
)
const two = batch.slice(0, 2)
const toRecord = (id: string) => ({ id }) as ConversationRecord

const ok = (reqId: string | undefined, body: AnswerItem['body']): AnswerItem => ({
  ...(reqId !== undefined && { reqId }),
  code: 'OK',
  ok: true,
  body,
})
const no = (reqId: string | undefined, msg = 'no'): AnswerItem => ({
  ...(reqId !== undefined && { reqId }),
  code: 'BAD_REQUEST',
  ok: false,
  body: { msg },
})

const profile = (reqId?: string) => ok(reqId, { msg: 'set' })
const conversation = (reqId?: string, conversationId: unknown = 'c') =>
  ok(reqId, { conversationId })
const message = (reqId?: string, sequence: unknown = 0) => ok(reqId, { sequence })

const set = { kind: 'profile-set', message: 'set' }
const requested = { kind: 'requested', conversation: { id: 'c' } }
const published = { kind: 'published', sequence: 0 }
const unknown = { kind: 'unknown' }
const rejected = { kind: 'rejected', code: 'BAD_REQUEST', message: 'no' }

describe('answers of three requests', () => {
  it.each<[string, (AnswerItem | undefined)[], unknown[]]>([
    ['in order', [profile('1'), conversation('2'), message('3')], [set, requested, published]],
    ['reordered', [message('3'), conversation('2'), profile('1')], [set, requested, published]],
    [
      'with commas in ids',
      [profile('1,'), conversation('2,'), message('3,')],
      [set, requested, published],
    ],
    ['without ids', [profile(), conversation(), message()], [set, requested, published]],
    [
      'with foreign ids',
      [profile('x'), conversation('y'), message('z')],
      [set, requested, published],
    ],
    [
      'all with the first id',
      [profile('1'), conversation('1'), message('1')],
      [set, requested, published],
    ],
    [
      'all with the second id',
      [profile('2'), conversation('2'), message('2')],
      [set, requested, published],
    ],
    [
      'all with the last id',
      [profile('3'), conversation('3'), message('3')],
      [set, requested, published],
    ],
    ['one id missing', [profile('1'), conversation(), message('3')], [set, requested, published]],
    ['one answer missing', [profile('1'), message('3')], [set, unknown, published]],
    ['two answers without ids', [profile(), conversation()], [unknown, unknown, unknown]],
    ['none', [], [unknown, unknown, unknown]],
    ['unreadable', [undefined, undefined, undefined], [unknown, unknown, unknown]],
    ['one unreadable', [profile('1'), undefined, message('3')], [set, unknown, published]],
    [
      'a repeated one',
      [profile('1'), profile('1'), conversation('2'), message('3')],
      [set, requested, published],
    ],
    [
      'an extra one',
      [profile('1'), conversation('2'), message('3'), no('4')],
      [set, requested, published],
    ],
    ['a refusal', [profile('1'), no('2'), no('3')], [set, rejected, rejected]],
    [
      'a success that a refusal contradicts',
      [profile('1'), no('2'), conversation('2')],
      [set, requested, unknown],
    ],
    [
      'a refusal that a success contradicts',
      [profile('1'), conversation('2'), no('2'), message('3')],
      [set, requested, published],
    ],
  ])('%s', (_, items, outcomes) => {
    expect(toOutcomes(batch, items, toRecord)).toEqual(outcomes)
  })
})

describe('a success that lacks what its kind carries tells nothing', () => {
  it.each<[string, AnswerItem]>([
    ['no id', ok('2', {})],
    ['a blank id', conversation('2', ' ')],
    ['an empty id', conversation('2', '')],
    ['an id of 65 characters', conversation('2', 'c'.repeat(65))],
    ['an id that is a number', conversation('2', 5)],
  ])('a conversation with %s', (_, item) => {
    expect(toOutcomes(two, [profile('1'), item], toRecord)).toEqual([set, unknown])
  })

  it.each([['none'], [undefined], ['0'], [0.5], [2 ** 31], [null]])(
    'a message with sequence %s',
    (sequence) => {
      const items = [profile('1'), conversation('2'), ok('3', { sequence })]

      expect(toOutcomes(batch, items, toRecord)).toEqual([set, requested, unknown])
    },
  )

  it('a profile needs no words', () => {
    expect(toOutcomes(two, [ok('1', {}), conversation('2')], toRecord)[0]).toEqual({
      kind: 'profile-set',
    })
  })
})
