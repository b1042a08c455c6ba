import { expect, test } from './fixtures.ts'
import { errorCard, expectCard, rawError } from './support/errorCard.ts'

test.describe('AC-24 errors', () => {
  test('AC-24 access-log-to-json on access-log-dirty: four records, then card A', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('access-log-dirty', 1, 'access-log-dirty')
    await playground.step('regex-scrubbing').getByRole('button', { name: 'Remove regex-scrubbing' }).click()
    await playground.addBuiltIn('access-log-to-json')
    await playground.settled('4 sent, then an error at offset 4. 5 not processed.')
    const consumer = playground.consumer()
    await expect(consumer.rows).toHaveCount(5)
    for (const offset of [0, 1, 2, 3]) await expect(consumer.row(offset)).toContainText('{"remote_addr":"')
    await expect(consumer.rows.last()).toContainText('It carries offset 4: key null, value -- MARK --')

    const topic = playground.topic('access-log-dirty')
    await expect(topic.row(3)).toContainText('sent, changed')
    await expect(topic.row(4)).toContainText('error in access-log-to-json: its key and value crossed inside the error')
    await expect(topic.row(9)).toContainText('not processed: access-log-to-json stopped at offset 4 of this batch')

    const card = errorCard(playground)
    await expectCard(card, {
      title: 'access-log-to-json stopped at offset 4 (SmartModule error)',
      what: 'The SmartModule returned an error for one record: no match for the combined log format',
      where: 'topic access-log-dirty, partition 0, offset 4, key null, step 1 of 1 (map)',
      crossed:
        '4 records (offsets 0 to 3), then this error. The error carries the key and value of offset 4 as ' +
        'access-log-to-json received them. Offsets 5 to 9 of the same batch were not processed.',
      fix: 'Return Ok for this record, or use a filter_map that skips it.',
    })
    const raw = await rawError(card)
    expect(raw.replace(/\s+/g, ' ')).toContain(
      'SmartModule transform error no match for the combined log format ' +
        'SmartModule Info: Type: Map Offset: 4 Key: NULL Value: -- MARK --',
    )
    await card.getByRole('button', { name: 'Go to offset 4' }).click()
    await expect(topic.row(4)).toHaveAttribute('aria-selected', 'true')
  })

  test('AC-24 panic-on-empty: no record crosses, one error, card B', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('blanks')
    const lines = Array.from({ length: 10 }, (_, offset) => ({ key: null, value: offset === 6 ? '' : `r${offset}` }))
    await playground.importRecords('ten.records.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
    await expect(playground.topic('blanks').rows).toHaveCount(10)
    await playground.setOn('regex-scrubbing', false)
    await playground.addBuiltIn('panic-on-empty')
    await playground.settled('0 sent, then an error. The stream has ended.')
    await expect(playground.consumer().rows).toHaveCount(1)
    await expect(playground.crossed()).toContainText('0 records')
    await expect(playground.crossed()).toContainText('1 error crossed to email-app.')

    const card = errorCard(playground)
    await expectCard(card, {
      title: 'panic-on-empty crashed (trap)',
      what: 'The SmartModule panicked. In WebAssembly a panic stops the instance at once: unreachable',
      where: 'while processing the batch of offsets 0 to 9. Narrowed down by the playground: offset 6.',
      crossed: 'No records from this fetch. email-app receives one error and its stream ends.',
      fix:
        'Replace unwrap(), expect() and indexing with ? so the SmartModule returns an error instead. ' +
        'The panic text is under Module log.',
    })
    await expect(playground.topic('blanks').row(0)).toContainText(
      'not sent: panic-on-empty trapped, nothing from this fetch crossed',
    )
    await card.getByRole('button', { name: 'Go to offset 6' }).click()
    await expect(playground.topic('blanks').row(6)).toHaveAttribute('aria-selected', 'true')
    expect(await rawError(card)).toMatch(/^E_TRAP\n[\s\S]*unreachable/)
    await playground.tab('Module log').click()
    await expect(playground.panel().getByRole('list', { name: 'Module log' })).toContainText('the value is empty')
  })

  test('AC-25 partial output in a chain: five records bypass the mask', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('accounts-messy', 1, 'accounts-messy')
    await playground.addBuiltIn('require-json')
    await playground.settled('5 sent, then an error at offset 5. 4 not processed.')
    await expect(playground.leak()).toContainText('No match reached the consumer.')

    await playground.button('Move up: require-json').click()
    await expect(playground.leak()).toContainText('5 matches reached the consumer: 4 in values, 1 inside an error.')
    const topic = playground.topic('accounts-messy')
    for (const offset of [0, 1, 2, 3, 4]) {
      await expect(topic.row(offset)).toContainText('sent, bypassed')
      await expect(topic.row(offset)).toContainText('step 1 failed at offset 5')
    }
    await expect(topic.row(5)).toContainText('error in require-json')
    const card = errorCard(playground)
    await expect(card).toContainText(
      'Offsets 0 to 4 bypassed regex-scrubbing: an SPU sends what the failing step had passed.',
    )
  })

  test('card G: output that cannot be read', async ({ playground }) => {
    await playground.openFresh()
    await playground.setOn('regex-scrubbing', false)
    await playground.addBuiltIn('garbage-output')
    const card = errorCard(playground)
    await expect(card.getByRole('heading')).toHaveText('✖ garbage-output returned bytes that are not records')
    const [what, where, crossed, fix] = await card.getByRole('definition').allInnerTexts()
    expect(what).toMatch(/^After map returned, the playground read .* and expected a record list\./)
    expect(where).toMatch(/^batch of offsets 0 to 11\. .*byte \d/)
    expect(crossed).toContain('No records from this fetch. email-app receives one error and its stream ends.')
    expect(fix).toContain('Use the fluvio-smartmodule crate, or check what your code passes to copy_records.')
    await expect(playground.consumer().rows).toHaveCount(1)
  })

  test('card J: memory', async ({ playground }) => {
    await playground.openFresh()
    await playground.setOn('regex-scrubbing', false)
    await playground.addBuiltIn('grows-memory')
    const card = errorCard(playground)
    await expect(card.getByRole('heading')).toHaveText(
      '✖ grows-memory ran out of memory; the playground allows 256 MiB',
    )
    await expect(card).toContainText('The playground allows 256 MiB, an SPU 1 GiB.')
    await expect(card).toContainText('No records from this fetch. email-app receives one error and its stream ends.')
    await expect(playground.consumer().rows).toHaveCount(1)
  })
})
