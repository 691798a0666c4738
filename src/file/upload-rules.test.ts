import { expect, it } from '@jest/globals'
import { uploadFaults } from './upload-rules.ts'

it.each([
  ['c', 1, []],
  ['c', 3_145_728, []],
  ['c', 3_145_729, ['input.fileSize']],
  ['c', 0, ['input.fileSize']],
  ['c', -1, ['input.fileSize']],
  ['', 1, ['input.conversationId']],
  ['c'.repeat(65), 0, ['input.conversationId', 'input.fileSize']],
])('a file for %s of %s bytes', (conversationId, fileSize, paths) => {
  const faults = uploadFaults({ conversationId, fileType: 'PNG', fileSize })

  expect(faults.map(({ path }) => path.join('.'))).toEqual(paths)
})
