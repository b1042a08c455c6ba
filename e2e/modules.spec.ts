import { readFileSync } from 'node:fs'
import { expect, test } from './fixtures.ts'
import { COMPONENT, loopsAtStart, needsNetwork, rebuilt } from './guests/broken.ts'
import { byteMap } from './guests/byteMap.ts'
import type { Playground } from './page.ts'
import { errorCard, expectCard } from './support/errorCard.ts'
import { asPayload } from './support/files.ts'

const MIB = 1024 * 1024
const BUILD =
  'Build the project, then drop the .wasm file: ' +
  'smdk build → target/wasm32-wasip1/release-lto/' +
  'cargo build --release --target wasm32-unknown-unknown → target/wasm32-unknown-unknown/release/'

function built(name: string): Uint8Array {
  return readFileSync(new URL(`../public/smartmodules/${name}.wasm`, import.meta.url))
}

/** What must not change when a file is refused. */
async function whatIsThere(playground: Playground) {
  return {
    address: playground.page.url(),
    chain: await playground.steps(),
    topic: await playground.topic().rows.allInnerTexts(),
    received: await playground.consumer().rows.allInnerTexts(),
    crossed: await playground.crossed().allInnerTexts(),
  }
}

/** Drops a large file that is made in the page: through the test's own wire it would take seconds. */
async function dropZeros(playground: Playground, name: string, size: number): Promise<void> {
  await playground.page.locator('body').evaluate(
    (body, { name, size }) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([new Uint8Array(size)], name))
      for (const type of ['dragenter', 'dragover', 'drop'])
        body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
    },
    { name, size },
  )
}

test.describe('AC-14 a file that is no SmartModule', () => {
  test('AC-14 Cargo.toml: card C', async ({ playground }) => {
    await playground.openFresh()
    const before = await whatIsThere(playground)
    await playground.dropFile('Cargo.toml', '[package]\nname = "regex-scrubbing"\n')
    const card = errorCard(playground)
    await expectCard(card, {
      title: 'Cargo.toml is not a WebAssembly module. It was not loaded.',
      what: 'The file starts with 5b 70 61 63 ("[pac"). A module starts with 00 61 73 6d.',
      fix: BUILD,
    })
    await expect(card).toContainText('Your chain was not changed.')
    await expect(card.getByRole('button', { name: 'Choose another file' })).toBeVisible()
    expect(await whatIsThere(playground)).toEqual(before)
  })

  test('AC-14 a module without the attribute: card D', async ({ playground }) => {
    await playground.openFresh()
    const before = await whatIsThere(playground)
    await playground.dropFile('regex_scrubbing.wasm', built('no-attribute'))
    const card = errorCard(playground)
    await expectCard(card, {
      title: 'regex_scrubbing.wasm has no SmartModule function. It was not loaded.',
      what: 'A valid module, but it exports none of: filter, map, filter_map, array_map, aggregate.',
      where: 'Exports found: memory, alloc, dealloc. Imports found: none (expected env.copy_records).',
      fix:
        'Add #[smartmodule(map)] on the line above pub fn map(record: &Record) and rebuild. ' +
        'Without the attribute the code compiles, but the SPU has nothing to call.',
    })
    await expect(card).toContainText('Your chain was not changed.')
    expect(await whatIsThere(playground)).toEqual(before)
  })
})

test.describe('a file is refused with what, where, the limit and what to do', () => {
  const REFUSED: readonly {
    name: string
    /** a number: so many zero bytes */
    bytes: Uint8Array | number
    title: string
    what: string
    fix: string
  }[] = [
    {
      name: 'photo.png',
      bytes: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      title: 'photo.png is not a WebAssembly module. It was not loaded.',
      what: 'The file starts with 89 50 4e 47 (".PNG"). A module starts with 00 61 73 6d. It looks like a PNG image.',
      fix: BUILD,
    },
    {
      name: 'nothing.wasm',
      bytes: new Uint8Array(0),
      title: 'nothing.wasm is not a WebAssembly module. It was not loaded.',
      what: 'The file is empty. A module starts with 00 61 73 6d.',
      fix: BUILD,
    },
    {
      name: 'component.wasm',
      bytes: COMPONENT,
      title: 'component.wasm is a WebAssembly component. It was not loaded.',
      what: 'This is a component. Fluvio loads core modules.',
      fix: 'Build for wasm32-wasip1 or wasm32-unknown-unknown.',
    },
    {
      name: 'huge.wasm',
      bytes: 17 * MIB,
      title: 'huge.wasm is too large. It was not loaded.',
      what: 'The file has 17,825,792 bytes; the limit is 16,777,216 bytes.',
      fix: 'Build with --release and strip = true. A usual SmartModule has about 250 KB.',
    },
    {
      name: 'needs_network.wasm',
      bytes: needsNetwork(),
      title: 'needs_network.wasm imports what a SmartModule cannot have. It was not loaded.',
      what:
        '2 imports are not provided, here or by an SPU: ' +
        'env.http_get (i32, i32) -> i32wasi_snapshot_preview1.sock_open (i32) -> i32',
      fix: 'A SmartModule cannot use the network or files. Remove the code or the crate that needs these imports, then rebuild.',
    },
  ]

  for (const { name, bytes, title, what, fix } of REFUSED) {
    test(`${name} is refused and nothing changes`, async ({ playground }) => {
      await playground.openFresh()
      const before = await whatIsThere(playground)
      if (typeof bytes === 'number') await dropZeros(playground, name, bytes)
      else await playground.dropFile(name, bytes)
      const card = errorCard(playground)
      await expectCard(card, { title, what, fix })
      await expect(card).toContainText('Your chain was not changed.')
      expect(await whatIsThere(playground)).toEqual(before)
      await card.getByRole('button', { name: 'Dismiss' }).click()
      await expect(card).toHaveCount(0)
    })
  }

  test('start code that never ends: a notice, then refused in instantiate', async ({ playground, page }) => {
    await playground.openFresh({ startup: 4000 })
    const before = await whatIsThere(playground)
    await playground.dropFile('loops_at_start.wasm', loopsAtStart())
    const notice = page.getByRole('group', { name: 'A SmartModule is taking long' })
    await expect(notice).toContainText('has been in instantiate')
    const card = errorCard(playground)
    await expectCard(card, {
      title: 'loops_at_start.wasm was stopped after 4 seconds',
      what: 'The SmartModule did not return. The SPU ended the sandbox it ran in; topics and records are intact.',
      where: 'in instantiate.',
      fix: 'Look for a loop that does not end. If it is only slow, press Keep going next time (30 s).',
    })
    await expect(card).toContainText('Your chain was not changed.')
    await expect(notice).toHaveCount(0)
    expect(await whatIsThere(playground)).toEqual(before)
  })
})

test.describe('a module of your own', () => {
  test('dropped: its output is there, it survives a reload, a rebuild takes its place', async ({
    playground,
    page,
  }) => {
    await playground.openFresh()
    const first = playground.consumer().row(0)
    const started = Date.now()
    await playground.dropFile('My_Module.wasm', byteMap('a', 'z', 'upper case'))
    await expect(first).toContainText('"EVENT_TYPE":"ACCOUNT-CREATED"')
    const seen = Date.now() - started
    console.log(`own module: output on screen ${seen} ms after the drop`)
    expect(seen).toBeLessThan(3000)
    await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'my-module'])

    await page.reload()
    await expect(first).toContainText('"EVENT_TYPE":"ACCOUNT-CREATED"')
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'my-module'])

    await playground.dropFile('My_Module.wasm', byteMap('a', 'z', { into: '.' }))
    await expect(first).toContainText('"....._....":".......-......."')
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'my-module'])
  })

  test('a rebuild keeps params, position, and that the step is off', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('app-logs', 1, 'app-logs')
    await playground.step('regex-scrubbing').getByRole('button', { name: 'Remove regex-scrubbing' }).click()
    await playground.dropFile('Level_Of_Ours.wasm', built('log-level'))
    await expect(playground.step('level-of-ours')).toBeVisible()
    await playground.dropFile('Dots.wasm', byteMap('0', '9', { into: '.' }))
    await expect(playground.step('dots')).toBeVisible()
    expect(await playground.steps()).toEqual(['level-of-ours', 'dots'])
    await playground.settled('11 in, 6 sent, 5 dropped by level-of-ours.')

    const step = playground.step('level-of-ours')
    await step.getByRole('button', { name: 'Add param' }).click()
    await step.getByRole('textbox', { name: 'Name' }).fill('min_level')
    await step.getByRole('button', { name: 'Add param' }).click()
    await playground.param('level-of-ours', 'min_level').fill('warn')
    await playground.settled('11 in, 2 sent, 9 dropped by level-of-ours.')
    await playground.setOn('level-of-ours', false)
    await playground.settled(/11 sent to email-app/)

    await playground.dropFile('Level_Of_Ours.wasm', rebuilt(built('log-level')))
    await playground.settled('Level_Of_Ours.wasm replaced step 1. Params and position stay.')
    expect(await playground.steps()).toEqual(['level-of-ours', 'dots'])
    await expect(playground.onSwitch('level-of-ours')).not.toBeChecked()
    await expect(playground.param('level-of-ours', 'min_level')).toHaveValue('warn')
    await playground.setOn('level-of-ours', true)
    await playground.settled('11 in, 2 sent, 9 dropped by level-of-ours.')
  })

  test('Choose file and Ctrl+O open the file chooser; several files join in name order', async ({
    playground,
    page,
  }) => {
    await playground.openFresh()
    page.on('filechooser', () => {}) // choosers are ours from now on, not from the first that is waited for
    await playground.chooseModule('Zeta.wasm', byteMap('0', '9', { into: '#' }))
    await expect(playground.step('zeta')).toBeVisible()

    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')])
    expect(chooser.isMultiple()).toBe(true)
    await chooser.setFiles(
      [
        { name: 'c.wasm', bytes: byteMap('c', 'c', { into: 'C' }) },
        { name: 'a.wasm', bytes: byteMap('a', 'a', { into: 'A' }) },
        { name: 'b.wasm', bytes: byteMap('b', 'b', { into: 'B' }) },
      ].map(asPayload),
    )
    await expect(playground.step('c')).toBeVisible()
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'zeta', 'a', 'b', 'c'])
    await expect(playground.consumer().row(0)).toContainText('"ACCount_id":"####AAf#')
  })
})

test.describe('modules of earlier years run', () => {
  test('two-argument-map masks, with a note', async ({ playground }) => {
    await playground.openFresh()
    await playground.setOn('regex-scrubbing', false)
    await playground.addBuiltIn('two-argument-map')
    await playground.settled('12 records in, 12 sent to email-app, 12 changed, 0 dropped, 0 errors.')
    await expect(playground.sentMatches()).toHaveText('0')
    await expect(playground.step('two-argument-map')).toContainText('Built for an older SPU. It runs here.')
  })

  test('interface-of-2022 keeps its accumulator', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('till', 1, 'till')
    await playground.setOn('regex-scrubbing', false)
    await playground.addBuiltIn('interface-of-2022')
    const consumer = playground.consumer()
    await expect(consumer.rows).toHaveCount(6)
    for (const [offset, sum] of [1, 2, 3, 4, 5, 15].entries()) {
      await expect(playground.topic('till').row(offset)).toContainText(`accumulated → ${sum}`)
      await expect(consumer.row(offset)).toContainText(new RegExp(`^${offset}${sum}key null`))
    }
  })
})

test.describe('the chain', () => {
  test('a required param is named, and what is typed runs', async ({ playground }) => {
    await playground.openFresh()
    await playground.createTopic('cat-facts', 1, 'cat-facts')
    await playground.addBuiltIn('regex-filter')
    const card = errorCard(playground)
    await expect(card.getByRole('heading')).toHaveText(
      '✖ regex-filter could not start: missing param "regex" (init error)',
    )
    await expectCard(card, {
      title: 'regex-filter could not start: missing param "regex" (init error)',
      what: 'The SmartModule’s init function returned: Missing param regex',
      where: 'Step 2 of 2 in the chain, before any record was read.',
      crossed: 'No records. The consumer receives the init error.',
      fix: 'regex is required. Set it in the params of this step.',
    })
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'regex-filter'])
    const field = playground.param('regex-filter', 'regex')
    await expect(field).toHaveAccessibleName('Param regex, required')
    await field.fill('[Cc]at')
    await playground.settled('6 in, 3 sent, 3 dropped by regex-filter.')
    await expect(playground.consumer().rows).toHaveCount(3)
    for (const offset of [0, 2, 4]) await expect(playground.consumer().row(offset)).toBeVisible()
    await expect(card).toHaveCount(0)
  })

  test('on and off, order by buttons and by Alt+arrows, remove and undo', async ({ playground, page }) => {
    await playground.openFresh()
    await playground.addBuiltIn('two-argument-map')
    await playground.setOn('regex-scrubbing', false)
    await expect(playground.step('regex-scrubbing')).toContainText('Off: records pass unchanged.')
    await playground.setOn('regex-scrubbing', true)
    await expect(playground.step('regex-scrubbing')).not.toContainText('Off: records pass unchanged.')

    await playground.button('Move up: two-argument-map').click()
    await playground.settled('two-argument-map moved to position 1 of 2. 12 records in')
    expect(await playground.steps()).toEqual(['two-argument-map', 'regex-scrubbing'])

    await playground.onSwitch('two-argument-map').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await playground.settled('two-argument-map moved to position 2 of 2. 12 records in')
    expect(await playground.steps()).toEqual(['regex-scrubbing', 'two-argument-map'])
    await expect(playground.onSwitch('two-argument-map')).toBeFocused()
    await page.keyboard.press('Alt+ArrowUp')
    expect(await playground.steps()).toEqual(['two-argument-map', 'regex-scrubbing'])

    await playground.button('Remove two-argument-map').click()
    expect(await playground.steps()).toEqual(['regex-scrubbing'])
    await playground.button('Undo').click()
    expect(await playground.steps()).toEqual(['two-argument-map', 'regex-scrubbing'])
    await playground.settled('12 records in')
  })

  test('Source shows the Rust source of a built-in, as it was built', async ({ playground, page }) => {
    await playground.openFresh()
    await playground.button('Source: regex-scrubbing').click()
    await expect(playground.tab('Source')).toHaveAttribute('aria-selected', 'true')
    const editor = page.getByRole('textbox', { name: 'SmartModule source, regex-scrubbing' })
    await expect(editor).toBeVisible()
    const lines = ['use regex::Regex;', 'use once_cell::sync::Lazy;']
    const shown = playground.panel().locator('.view-lines')
    for (const line of lines) await expect(shown).toContainText(line.replaceAll(' ', '\u00a0'))
  })
})

test.describe('when the server does not answer any more', () => {
  test('what stops and explains a module is there, the rest of the page stays', async ({
    playground,
    page,
    context,
    guard,
  }) => {
    guard.allow(/Failed to fetch dynamically imported module|Unable to preload CSS|ERR_INTERNET_DISCONNECTED/)
    await playground.openFresh({ startup: 3000 })
    // What is fetched ahead has come when nothing was fetched for a while.
    const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').length)
    await expect(async () => {
      const before = await fetched()
      await page.waitForTimeout(1000)
      expect(await fetched()).toBe(before)
    }).toPass()
    await context.setOffline(true)
    await playground.dropFile('loops_at_start.wasm', loopsAtStart())
    await page.getByRole('button', { name: 'Kill' }).click()
    await expect(errorCard(playground).getByRole('heading')).toHaveText('✖ loops_at_start.wasm was stopped')
    await playground.produce({ text: 'offline' })
    await expect(playground.topic().rows).toHaveCount(13)

    // This one was left for when it is used.
    await playground.tab('Value').click()
    await expect(playground.panel()).toContainText('This part of the page could not be loaded.')
    await expect(playground.consumer().rows).toHaveCount(13)
    await playground.tab('Details').click()
    await expect(errorCard(playground)).toHaveCount(1)
  })
})
