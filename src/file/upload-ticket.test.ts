import { describe, expect, it } from '@jest/globals'
import { toUploadRequest, toUploadTicket, toUploadUrl } from './upload-ticket.ts'

const relativePath = '/v1/AUTH_async-images/1/a_uuid_b.PNG'
const queryParams = { temp_url_sig: 'abc', temp_url_expires: '1480341475' }
const ticket = {
  kind: 'upload-ticket',
  relativePath,
  signature: 'abc',
  expires: '1480341475',
} as const

it('the size is asked for as a text', () => {
  expect(toUploadRequest({ conversationId: 'c', fileType: 'PNG', fileSize: 1000 })).toEqual({
    kind: 'req',
    id: '1',
    type: 'ms.GenerateURLForUploadFile',
    body: { fileSize: '1000', fileType: 'PNG' },
  })
})

describe('an answer to it', () => {
  it.each<[string, Record<string, unknown>, object | undefined]>([
    ['as documented', { relativePath, queryParams }, ticket],
    [
      'with seconds as a number',
      { relativePath, queryParams: { ...queryParams, temp_url_expires: 1480341475 } },
      ticket,
    ],
    ['without a path', { queryParams }, undefined],
    ['with a path that is none', { relativePath: 'a', queryParams }, undefined],
    ['without parameters', { relativePath }, undefined],
    ['without a signature', { relativePath, queryParams: { temp_url_expires: '1' } }, undefined],
    [
      'with an empty signature',
      { relativePath, queryParams: { ...queryParams, temp_url_sig: '' } },
      undefined,
    ],
    ['without an end', { relativePath, queryParams: { temp_url_sig: 'abc' } }, undefined],
    [
      'with an end that is no time',
      { relativePath, queryParams: { ...queryParams, temp_url_expires: 'soon' } },
      undefined,
    ],
    [
      'with an end that no calendar has',
      { relativePath, queryParams: { ...queryParams, temp_url_expires: 1e15 } },
      undefined,
    ],
  ])('%s', (_, body, expected) => {
    expect(toUploadTicket(body)).toEqual(expected)
  })
})

describe('the URL to upload to', () => {
  const origin = 'https://va.swift.liveperson.net'

  it('is the path on the storage, with what it was signed with', () => {
    expect(toUploadUrl(ticket, origin)).toBe(
      `${origin}${relativePath}?temp_url_sig=abc&temp_url_expires=1480341475`,
    )
  })

  it.each([
    ['//evil.example/a', `${origin}//evil.example/a`],
    ['/\\evil.example/a', `${origin}//evil.example/a`],
    ['/a?b#c', `${origin}/a%3Fb%23c`],
    ['/a%20b', `${origin}/a%20b`],
  ])('stays on the storage with the path %s', (path, expected) => {
    const url = new URL(toUploadUrl({ ...ticket, relativePath: path }, origin))

    expect(`${url.origin}${url.pathname}`).toBe(expected)
  })

  it('keeps a signature that needs escapes', () => {
    const url = new URL(toUploadUrl({ ...ticket, signature: 'a+b/c=&d' }, origin))

    expect(url.searchParams.get('temp_url_sig')).toBe('a+b/c=&d')
  })
})
