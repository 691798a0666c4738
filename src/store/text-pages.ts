/** A longer text has a page of its own. */
export const PAGE_BYTES = 64 * 1024

/**
 * Keeps texts side by side in pages outside V8's heap. In it, each new text is moved twice before it counts as old, and
 * callers wait meanwhile. A page lives as long as one of its texts does.
 */
export class TextPages {
  #page = Buffer.allocUnsafeSlow(PAGE_BYTES)
  #end = 0

  /** @param text well-formed, as JSON is: a surrogate without its other half would be lost */
  keep(text: string): KeptText {
    const bytes = Buffer.byteLength(text)
    if (bytes > PAGE_BYTES) return new KeptText(Buffer.from(text), 0, bytes)
    if (this.#end + bytes > PAGE_BYTES) this.#turn()
    const start = this.#end
    this.#end += this.#page.write(text, start)
    return new KeptText(this.#page, start, this.#end)
  }

  #turn(): void {
    this.#page = Buffer.allocUnsafeSlow(PAGE_BYTES)
    this.#end = 0
  }
}

/** A text by the place where it lies. */
export class KeptText {
  readonly #page: Buffer
  readonly #start: number
  readonly #end: number

  constructor(page: Buffer, start: number, end: number) {
    this.#page = page
    this.#start = start
    this.#end = end
  }

  read(): string {
    return this.#page.toString('utf8', this.#start, this.#end)
  }
}
