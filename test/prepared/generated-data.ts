import {
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  responsePathAsArray,
} from 'graphql'

/** How often data is late, and how often it is not what its type says. */
export interface Mood {
  readonly seed: number
  readonly latePercent: number
  readonly wrongPercent: number
}

/**
 * Data of any type, made when it is read. The same mood makes the same data for two executors, as
 * each value follows from where it stands.
 */
export class GeneratedData {
  /** The paths of the fields that were asked for; who comes first among those that wait is nobody's business. */
  readonly asked = new Set<string>()
  readonly #schema: GraphQLSchema
  readonly #mood: Mood

  constructor(schema: GraphQLSchema, mood: Mood) {
    this.#schema = schema
    this.#mood = mood
  }

  resolve({ returnType, path }: GraphQLResolveInfo): unknown {
    const place = responsePathAsArray(path).join('.')
    this.asked.add(place)
    return this.#call(returnType, place)
  }

  #chance(place: string, what: string, percent: number): boolean {
    return this.#number(`${place} ${what}`) % 100 < percent
  }

  #number(text: string): number {
    let hash = this.#mood.seed ^ 0x811c9dc5
    for (const character of text) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
      hash ^= hash >>> 15
    }
    return hash >>> 0
  }

  #pick<T>(place: string, choices: readonly T[]): T {
    const choice = choices[this.#number(`${place} pick`) % choices.length]
    if (choice === undefined) throw new Error('expected a choice')
    return choice
  }

  #isWrong(place: string, what: string): boolean {
    return this.#chance(place, what, this.#mood.wrongPercent)
  }

  #isLate(place: string): boolean {
    return this.#chance(place, 'late', this.#mood.latePercent)
  }

  /** Throws now and then. */
  #call(type: GraphQLOutputType, place: string): unknown {
    if (this.#isWrong(place, 'throws')) throw this.#thrown(place)
    return this.#value(type, place)
  }

  #thrown(place: string): unknown {
    return this.#pick<unknown>(place, [
      new Error(`thrown at ${place}`),
      Object.assign(new Error('with a code'), { extensions: { code: 'CODE' } }),
      'no error at all',
      false,
    ])
  }

  #value(type: GraphQLOutputType, place: string): unknown {
    return this.#isLate(place) ? this.#promise(type, place) : this.#present(type, place)
  }

  #promise(type: GraphQLOutputType, place: string): Promise<unknown> {
    const isRejected = this.#isWrong(place, 'rejects')
    return this.#late(place, () => {
      if (isRejected) throw this.#thrown(place)
      return this.#present(type, place)
    })
  }

  async #late<T>(place: string, make: () => T): Promise<T> {
    for (let ticks = this.#number(`${place} ticks`) % 5; ticks > 0; ticks -= 1) {
      await Promise.resolve()
    }
    return make()
  }

  #present(type: GraphQLOutputType, place: string): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, place)
    if (this.#isWrong(place, 'wrong')) {
      const other: readonly unknown[] = [
        null,
        undefined,
        new Error('as a value'),
        'text',
        3,
        [],
        {},
      ]
      return this.#pick(place, [() => other[this.#number(place) % other.length]])()
    }
    if (isListType(type)) return this.#list(type.ofType, place)
    if (isLeafType(type)) return this.#leaf(type, place)
    if (isObjectType(type)) return this.#object(type, place)
    if (!isAbstractType(type)) throw new Error(`expected an output type, got ${String(type)}`)
    return this.#object(this.#pick(place, this.#schema.getPossibleTypes(type)), place)
  }

  #list(type: GraphQLOutputType, place: string): Iterable<unknown> {
    const length = this.#number(`${place} length`) % 4
    // Where one fails that may not be null, graphql-js forgets those that it waits for, and nobody is
    // there to see one of them rejected. It does not when it waits for all of them.
    const areAllLate = this.#mood.latePercent > 0 && isNonNullType(type)
    const items = Array.from({ length }, (_, index) => {
      const inner = `${place}.${index}`
      return areAllLate ? this.#promise(type, inner) : this.#value(type, inner)
    })
    return this.#chance(place, 'set', 10) ? new Set(items) : items
  }

  #leaf(type: GraphQLLeafType, place: string): unknown {
    if (isEnumType(type)) return this.#pick(place, type.getValues()).value
    const number = this.#number(place)
    switch (type.name) {
      case 'Int':
      case 'Float':
      case 'Even':
        return number % 7
      case 'Boolean':
        return number % 2 === 0
      default:
        return this.#pick<unknown>(place, [place, 'a "text"', number % 1000])
    }
  }

  #object(type: GraphQLObjectType, place: string): unknown {
    const object = {
      __typename: this.#isWrong(place, 'typename')
        ? this.#pick(place, ['Query', 'Nobody', 'Color', 7])
        : type.name,
      kind: this.#kind(type, place),
      isOf: (name: string) => this.#isOf(name === type.name, place),
    }
    for (const field of Object.values(type.getFields())) {
      const inner = `${place}.${field.name}`
      const isMethod = this.#chance(inner, 'method', 10)
      const read = () => this.#call(field.type, inner)
      Object.defineProperty(object, field.name, {
        get: isMethod
          ? () => (_args: unknown, _context: unknown, info: GraphQLResolveInfo) =>
              this.resolve(info)
          : read,
      })
    }
    return type.name === 'Stone' || type.name === 'Paper'
      ? Object.defineProperty(object, '__typename', { value: undefined })
      : object
  }

  #kind(type: GraphQLObjectType, place: string): unknown {
    const kinds: readonly unknown[] = [undefined, null, 7, 'Nobody', 'Cat', 'Color', type]
    const kind = this.#isWrong(place, 'kind')
      ? kinds[this.#number(place) % kinds.length]
      : type.name
    if (!this.#isLate(`${place} kind`)) return kind
    return () => this.#late(place, () => kind)
  }

  #isOf(isIt: boolean, place: string): boolean | Promise<boolean> {
    const verdict = this.#isWrong(place, 'isOf') ? !isIt : isIt
    return this.#isLate(`${place} isOf`) ? this.#late(place, () => verdict) : verdict
  }
}
