import { GraphQLScalarType } from 'graphql'
import { GraphQLURL } from 'graphql-scalars'

export {
  GraphQLCurrency,
  GraphQLDateTime,
  GraphQLEmailAddress,
  GraphQLJSONObject,
  GraphQLLocale,
} from 'graphql-scalars'

/** Checked as a URL and passed on as it was written: `http://a.example` must not become `http://a.example/`. */
export const GraphQLUrlText = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute URL, as text. It is checked, and passed on exactly as it was written.',
  specifiedByURL: 'https://www.w3.org/Addressing/URL/url-spec.txt',
  serialize: String,
  parseValue: (value) => {
    GraphQLURL.parseValue(value)
    return String(value)
  },
  parseLiteral: (node, values) => {
    GraphQLURL.parseLiteral(node, values)
    return 'value' in node ? String(node.value) : ''
  },
})
