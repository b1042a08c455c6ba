import { useId, useState } from 'react'
import type { LibraryParam } from '../session/library.ts'
import { later } from '../strings/en/later.ts'
import { t } from '../strings/en.ts'
import { Icon } from '../ui/Icon.tsx'
import styles from './ParamsForm.module.css'

/**
 * Params of one step as a form: the known ones with their help, others as free rows. An empty field is a param that
 * is not sent.
 */
export function ParamsForm({
  known,
  params,
  onChange,
}: {
  known: readonly LibraryParam[]
  params: Readonly<Record<string, string>>
  onChange: (params: Readonly<Record<string, string>>) => void
}) {
  const id = useId()
  const [newName, setNewName] = useState('')
  const names = known.map(({ name }) => name)
  const free = Object.keys(params).filter((name) => !names.includes(name))

  function set(name: string, value: string): void {
    const { [name]: _, ...others } = params
    onChange(value === '' && names.includes(name) ? others : { ...others, [name]: value })
  }

  return (
    <div className={styles.form}>
      {known.map((param) => {
        const missing = param.required && (params[param.name] ?? '') === ''
        return (
          <div key={param.name} className={styles.param}>
            <label htmlFor={`${id}-${param.name}`}>
              <code>{param.name}</code> {param.required && <span className="muted">{later.required}</span>}
            </label>
            {param.options ? (
              <select
                id={`${id}-${param.name}`}
                aria-label={later.paramName(param.name, param.required)}
                value={params[param.name] ?? ''}
                onChange={(event) => set(param.name, event.target.value)}
              >
                <option value="">
                  {param.default === undefined ? later.notSet : later.paramDefault(param.default)}
                </option>
                {param.options.map((option) => (
                  <option key={option} value={option}>
                    {option}
                  </option>
                ))}
              </select>
            ) : (
              <input
                id={`${id}-${param.name}`}
                aria-label={later.paramName(param.name, param.required)}
                aria-invalid={missing}
                aria-describedby={`${id}-${param.name}-help`}
                value={params[param.name] ?? ''}
                placeholder={param.default ?? param.example ?? ''}
                spellCheck={false}
                onChange={(event) => set(param.name, event.target.value)}
              />
            )}
            <span id={`${id}-${param.name}-help`} className={styles.help} data-missing={missing}>
              {missing ? `${later.paramRequired(param.name)} ` : ''}
              {param.description}
            </span>
          </div>
        )
      })}
      {free.map((name) => (
        <div key={name} className={styles.param}>
          <label htmlFor={`${id}-${name}`}>
            <code>{name}</code>
          </label>
          <span className={styles.row}>
            <input
              id={`${id}-${name}`}
              aria-label={later.paramName(name, false)}
              value={params[name] ?? ''}
              spellCheck={false}
              onChange={(event) => set(name, event.target.value)}
            />
            <button
              type="button"
              className="quiet icon"
              aria-label={later.removeParam(name)}
              onClick={() => {
                const { [name]: _, ...others } = params
                onChange(others)
              }}
            >
              <Icon name="close" />
            </button>
          </span>
        </div>
      ))}
      {known.length === 0 && (
        <form
          className={styles.row}
          onSubmit={(event) => {
            event.preventDefault()
            if (newName.trim() !== '') set(newName.trim(), '')
            setNewName('')
          }}
        >
          <input
            aria-label={later.paramNameField}
            placeholder={later.paramNameField}
            value={newName}
            spellCheck={false}
            onChange={(event) => setNewName(event.target.value)}
          />
          <button type="submit">{t.addParam}</button>
        </form>
      )}
    </div>
  )
}
