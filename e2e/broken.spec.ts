import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures.ts'
import { errorCard, expectCard } from './support/errorCard.ts'

const { modules } = JSON.parse(
  readFileSync(new URL('../public/smartmodules/catalog.json', import.meta.url), 'utf8'),
) as { modules: { name: string; shelf: 'sample' | 'broken' }[] }
const namesOn = (shelf: 'sample' | 'broken') => modules.filter((each) => each.shelf === shelf).map(({ name }) => name)

test.describe('the shelf Broken on purpose', () => {
  test('is below the fourteen samples, and offers no examples', async ({ playground }) => {
    await playground.openFresh()
    await playground.openLibrary()
    const [samples, broken] = await playground.dialog().getByRole('list').all()
    for (const [list, shelf, count] of [
      [samples!, 'sample', 14],
      [broken!, 'broken', 18],
    ] as const) {
      const names = (await list.getByRole('button', { name: /^Add / }).all()).map((button) =>
        button.getAttribute('aria-label'),
      )
      expect(await Promise.all(names)).toEqual(namesOn(shelf).map((name) => `Add ${name}`))
      await expect(list.getByRole('listitem')).toHaveCount(count)
      await expect(list.getByRole('button', { name: /^Try on / })).toHaveCount(shelf === 'sample' ? count : 0)
    }
  })

  const REFUSED = [
    {
      name: 'no-attribute',
      title: 'no-attribute.wasm has no SmartModule function. It was not loaded.',
      what: 'A valid module, but it exports none of: filter, map, filter_map, array_map, aggregate.',
      where: 'Exports found: memory, alloc, dealloc. Imports found: none (expected env.copy_records).',
      fix:
        'Add #[smartmodule(map)] on the line above pub fn map(record: &Record) and rebuild. ' +
        'Without the attribute the code compiles, but the SPU has nothing to call.',
    },
    {
      name: 'needs-network',
      title: 'needs-network.wasm imports what a SmartModule cannot have. It was not loaded.',
      what:
        '2 imports are not provided, here or by an SPU: ' +
        'wasi_snapshot_preview1.sock_open (i32, i32, i32) -> i32env.http_get (i32, i32) -> i32',
      fix: 'A SmartModule cannot use the network or files. Remove the code or the crate that needs these imports, then rebuild.',
    },
    {
      name: 'component',
      title: 'component.wasm is a WebAssembly component. It was not loaded.',
      what: 'This is a component. Fluvio loads core modules.',
      fix: 'Build for wasm32-wasip1 or wasm32-unknown-unknown.',
    },
  ] as const

  for (const { name, ...text } of REFUSED) {
    test(`${name} is refused`, async ({ playground }) => {
      await playground.openFresh()
      await playground.openLibrary()
      await playground
        .dialog()
        .getByRole('button', { name: `Add ${name}`, exact: true })
        .click()
      const card = errorCard(playground)
      await expectCard(card, text)
      await expect(card).toContainText('Your chain was not changed.')
      expect(await playground.steps()).toEqual(['regex-scrubbing'])
    })
  }

  test('init-always-fails: card H', async ({ playground }) => {
    await playground.openFresh()
    await playground.addBuiltIn('init-always-fails')
    await expectCard(errorCard(playground), {
      title: 'init-always-fails could not start (init error)',
      what: 'The SmartModule’s init function returned: license expired',
      where: 'Step 2 of 2 in the chain, before any record was read.',
      crossed: 'No records. The consumer receives the init error.',
      fix: 'Correct the params of this step, then run again.',
    })
  })

  test('two-kinds runs as a filter, and a note says so', async ({ playground }) => {
    await playground.openFresh()
    await playground.addBuiltIn('two-kinds')
    await expect(playground.step('two-kinds')).toContainText('and uses the first: filter.')
    await playground.settled('12 in, 7 sent, 5 dropped by two-kinds.')
  })

  test('prints: a line in Module log for each record', async ({ playground }) => {
    await playground.openFresh()
    await playground.addBuiltIn('prints')
    await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
    await playground.tab('Module log').click()
    const log = playground.panel().getByRole('list', { name: 'Module log' })
    await expect(log.getByRole('listitem')).toHaveCount(12)
    await expect(log.getByRole('listitem').first()).toContainText('offset 0: 237 bytes')
  })
})
