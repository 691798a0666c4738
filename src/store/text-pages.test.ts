import { describe, expect, it } from '@jest/globals'
import { PAGE_BYTES, TextPages } from './text-pages.ts'

describe('TextPages', () => {
  it.each([
    ['nothing', ''],
    ['letters of one byte', 'abc'],
    ['letters of two and three bytes', 'Zoë, €'],
    ['letters of four bytes', '😀'],
    ['a text that fills a page', 'x'.repeat(PAGE_BYTES)],
    ['a text longer than a page', 'é'.repeat(PAGE_BYTES)],
  ])('gives back %s as it was', (_, text) => {
    const pages = new TextPages()
    const before = pages.keep('before')
    const kept = pages.keep(text)
    const after = pages.keep('after')

    expect([before, kept, after].map((each) => each.read())).toEqual(['before', text, 'after'])
  })

  it('gives back each of the texts of many pages', () => {
    const pages = new TextPages()
    // some of them would go over the end of a page
    const texts = Array.from({ length: 1_000 }, (_, n) => `${n} ${'ü'.repeat((n * 37) % 500)}`)
    const kept = texts.map((text) => pages.keep(text))

    expect(kept.map((each) => each.read())).toEqual(texts)
  })
})
