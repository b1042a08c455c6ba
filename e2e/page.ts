import { expect, type Locator, type Page } from '@playwright/test'
import { asPayload, dragFiles, dropFiles, type TestFile } from './support/files.ts'

/** How the page is opened. Times (ms) lower the watchdog's budgets, so that a test need not wait for them. */
export interface Opening {
  readonly startup?: number
  readonly call?: number
  readonly keepGoing?: number
}

/** What is typed into *Produce records*. */
export interface Typed {
  readonly text: string
  /** "one": the text as it stands is one record; else a record a line */
  readonly as?: 'lines' | 'one'
  /** null or left out: no key */
  readonly key?: string | null
  readonly separator?: string
}

/** A region with a table of records. */
export class RecordsPane {
  readonly region: Locator
  readonly grid: Locator
  readonly rows: Locator

  constructor(region: Locator) {
    this.region = region
    this.grid = region.getByRole('grid')
    this.rows = this.grid.getByRole('row')
  }

  /** The row of an offset, in a topic of one partition, or of a place such as "p1·0". */
  row(place: number | string): Locator {
    return this.rows.filter({
      has: this.region.page().getByRole('gridcell', { name: String(place), exact: true }),
    })
  }

  /** How many rows the table says it has, drawn or not. */
  async count(): Promise<number> {
    return Number(await this.grid.getAttribute('aria-rowcount'))
  }
}

/** SmartModule Playground in Fluvio's words. Everything is found by role and name. */
export class Playground {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens the page in whatever state this browser context has stored. Does not wait for a run. */
  async open(opening: Opening = {}): Promise<void> {
    const query = new URLSearchParams(Object.entries(opening).map(([name, ms]) => [name, String(ms)])).toString()
    await this.page.goto(query === '' ? './' : `./?${query}`)
  }

  /** Opens the page for the first time in this context and waits until the demo has run and every region is there. */
  async openFresh(opening: Opening = {}): Promise<void> {
    await this.open(opening)
    await expect(this.consumer().rows).toHaveCount(12)
    await expect(this.sentMatches()).toHaveText('0')
    await expect(this.status()).toContainText('12 records in')
    await expect(this.page.locator('#panel')).toBeAttached()
  }

  topic(name = 'accounts'): RecordsPane {
    return new RecordsPane(this.region(`Topic ${name}`))
  }

  consumer(name = 'email-app'): RecordsPane {
    return new RecordsPane(this.region(`Consumer ${name}`))
  }

  chain(consumer = 'email-app'): Locator {
    return this.region(`Chain for ${consumer}`)
  }

  /** The card of a transform, wherever it stands in the chain. */
  step(smartModule: string): Locator {
    return this.chain().getByRole('group', { name: new RegExp(`^Transform \\d+ of \\d+, ${smartModule}$`) })
  }

  /** The names of the chain's steps, in order. */
  async steps(): Promise<string[]> {
    const headings = await this.chain().getByRole('heading', { level: 3 }).allInnerTexts()
    return headings.map((heading) => heading.replace(/^\d+\s+/, '').trim())
  }

  network(): Locator {
    return this.region('Network')
  }

  /** What the network line reads out, such as "12 records, 3,009 bytes and 0 errors crossed to email-app." */
  crossed(): Locator {
    return this.network().getByText(/crossed to/)
  }

  leak(): Locator {
    return this.region('Leak check')
  }

  /** Searches both sides for a text or a regular expression. */
  async setPattern(pattern: string): Promise<void> {
    await this.leak().getByRole('combobox', { name: 'Leak check, search both sides' }).fill(pattern)
  }

  /** The leak check's number of matches at the consumer. */
  sentMatches(): Locator {
    return this.leak().getByText('Sent to').locator('xpath=..').locator('b')
  }

  status(): Locator {
    return this.page.getByRole('status')
  }

  /** Details, value and source, below both sides. */
  panel(): Locator {
    return this.region('Details and source')
  }

  dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  tab(name: string): Locator {
    return this.panel().getByRole('tab', { name })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
  }

  /** The switch of a step. */
  onSwitch(smartModule: string): Locator {
    return this.chain().getByRole('switch', { name: `${smartModule}, on`, exact: true })
  }

  async setOn(smartModule: string, on: boolean): Promise<void> {
    await this.onSwitch(smartModule).setChecked(on)
  }

  /** Waits until a run has settled with this sentence, or one that matches. */
  async settled(sentence: string | RegExp): Promise<void> {
    await expect(this.status()).toContainText(sentence)
  }

  /** Drops a file somewhere in the window; its name decides what becomes of it. */
  async dropFile(name: string, bytes: TestFile['bytes']): Promise<void> {
    await dropFiles(this.page.locator('body'), [{ name, bytes }])
  }

  async dropFiles(files: readonly TestFile[]): Promise<void> {
    await dropFiles(this.page.locator('body'), files)
  }

  /** Drops files on one of the two targets that are shown while files hang over the window. */
  async dropOn(target: 'Add to the chain' | 'Import records', files: readonly TestFile[]): Promise<void> {
    await dragFiles(this.page.locator('body'), files, ['dragenter', 'dragover'])
    await dragFiles(this.page.getByText(target, { exact: true }).last(), files, ['dragover', 'drop'])
  }

  /** *Choose file* of the chain. */
  async chooseModule(name: string, bytes: TestFile['bytes']): Promise<void> {
    await this.chooseFor(this.chain().getByRole('button', { name: 'Choose file' }), [{ name, bytes }])
  }

  /** *Import records* of the topic. */
  async importRecords(name: string, bytes: TestFile['bytes']): Promise<void> {
    await this.chooseFor(this.button('Import records'), [{ name, bytes }])
  }

  /** *Produce records* by hand, and closes the dialog. */
  async produce({ text, as = 'lines', key = null, separator = '' }: Typed): Promise<void> {
    await this.button('Produce records').click()
    const dialog = this.dialog()
    if (as === 'one') await dialog.getByRole('radio', { name: 'One record (raw)' }).check()
    await dialog.getByRole('textbox', { name: 'Value' }).fill(text)
    if (key !== null) {
      await dialog.getByRole('checkbox', { name: 'No key (null)' }).uncheck()
      await dialog.getByRole('textbox', { name: 'Key', exact: true }).fill(key)
    }
    if (separator !== '') await dialog.getByRole('textbox', { name: /^Key separator/ }).fill(separator)
    await dialog.getByRole('button', { name: /^Produce \d/ }).click()
    await expect(dialog.getByText(/produced to/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(dialog).toHaveCount(0)
  }

  /** Opens the editor of a stored value in its row. */
  async editor(offset: number): Promise<Locator> {
    const name = `Edit the value of offset ${offset}`
    const topic = this.topic(await this.topicName())
    await topic.row(offset).getByRole('button', { name }).click()
    return topic.region.getByRole('textbox', { name })
  }

  /** Edits a stored value in place, with *Done*. */
  async editValue(offset: number, text: string): Promise<void> {
    const editor = await this.editor(offset)
    await editor.fill(text)
    await editor.press('Control+Enter')
    await expect(editor).toHaveCount(0)
  }

  /** The topic that is open. */
  async topicName(): Promise<string> {
    return this.page.getByRole('combobox', { name: 'Topic' }).inputValue()
  }

  async openTopic(name: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Topic' }).selectOption(name)
    await expect(this.topic(name).region).toBeVisible()
  }

  /** *Create topic*, empty or with one of the data sets. */
  async createTopic(name: string, partitions = 1, dataSet: string | null = null): Promise<void> {
    await this.button('Create topic').click()
    const dialog = this.dialog()
    if (dataSet !== null) {
      const startWith = dialog.getByRole('combobox', { name: 'Start with' })
      await startWith.selectOption({ value: dataSet })
    }
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
    await dialog.getByRole('spinbutton', { name: 'Number of partitions' }).fill(String(partitions))
    await dialog.getByRole('button', { name: 'Create topic' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(this.topic(name).region).toBeVisible()
  }

  /** Adds a SmartModule that comes with the playground to the end of the chain. */
  async addBuiltIn(smartModule: string): Promise<void> {
    await this.openLibrary()
    await this.dialog()
      .getByRole('button', { name: `Add ${smartModule}`, exact: true })
      .click()
    await expect(this.step(smartModule)).toBeVisible()
  }

  /** Takes a step out of the chain. */
  async remove(smartModule: string): Promise<void> {
    await this.step(smartModule)
      .getByRole('button', { name: `Remove ${smartModule}`, exact: true })
      .click()
    await expect(this.step(smartModule)).toHaveCount(0)
  }

  /** Opens the example of a built-in: its topic, and a chain of it alone. */
  async tryOn(smartModule: string, topic: string): Promise<void> {
    await this.openLibrary()
    await this.dialog()
      .getByRole('button', { name: `Try on ${topic}: ${smartModule}`, exact: true })
      .click()
    await expect(this.topic(topic).region).toBeVisible()
    await expect(this.step(smartModule)).toBeVisible()
  }

  async openLibrary(): Promise<void> {
    await this.chain()
      .getByRole('button', { name: /^Built in/ })
      .click()
    await expect(this.dialog()).toBeVisible()
  }

  /** The field of a param, a text field or a list. */
  param(smartModule: string, name: string): Locator {
    return this.step(smartModule).getByLabel(new RegExp(`^Param ${name}\\b`))
  }

  async closeCurtain(): Promise<void> {
    await this.button('Consumer’s eye').click()
  }

  private region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  private async chooseFor(button: Locator, files: readonly TestFile[]): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), button.click()])
    await chooser.setFiles(files.map(asPayload))
  }
}
