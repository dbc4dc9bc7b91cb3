import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

export type Env = Readonly<Record<string, string | undefined>>;

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Settings as people write them: each read by its form, and one sentence for the first that is wrong. An
 * empty one counts as not set.
 */
export class EnvReader {
  readonly #env: Env;
  #problem: string | undefined;

  constructor(env: Env) {
    this.#env = env;
  }

  /** The first problem, for the person who set it. */
  get problem(): string | undefined {
    return this.#problem;
  }

  text(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  number(name: string, fallback: number, { min, max }: Range): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
    return this.#wrong(fallback, `${name} must be a number from ${min} to ${max}, and it is “${text}”.`);
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const text = this.text(name) ?? fallback;
    const found = choices.find(each => each === text);
    return (
      found ?? this.#wrong(fallback, `${name} must be one of ${choices.join(', ')}, and it is “${text}”.`)
    );
  }

  /** An address without a path. */
  origin(name: string): string | undefined {
    const text = this.text(name);
    const origin = text === undefined ? undefined : originOf(text);
    if (text === undefined || origin !== undefined) return origin;
    return this.#wrong(
      undefined,
      `${name} must be an address like https://ar.example.org, and it is “${text}”.`,
    );
  }

  /** Several of them, with commas in between. */
  origins(name: string): readonly string[] {
    const texts = this.#list(name);
    const origins = texts.map(originOf);
    const wrong = texts.find((_, i) => origins[i] === undefined);
    if (wrong === undefined) return origins.filter(each => each !== undefined);
    return this.#wrong([], `${name} must be addresses like https://ar.example.org, and “${wrong}” is none.`);
  }

  secret(name: string, minChars: number): string | undefined {
    const text = this.text(name);
    if (text === undefined || text.length >= minChars) return text;
    return this.#wrong(
      undefined,
      `${name} must have at least ${minChars} characters: somebody could guess it.`,
    );
  }

  /** A folder with `file` in it. */
  folderWith(name: string, file: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || existsSync(resolve(text, file))) return text && resolve(text);
    return this.#wrong(
      undefined,
      `${name} must be a folder with the built app, and “${text}” has no ${file}.`,
    );
  }

  file(name: string): Buffer | undefined {
    const path = this.text(name);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return this.#wrong(undefined, `${name} is “${path}”, which cannot be read (${code}).`);
    }
  }

  /** How many proxies are in front, or which addresses are theirs. */
  proxies(name: string): number | readonly string[] | undefined {
    const [first, ...others] = this.#list(name);
    if (first === undefined) return undefined;
    if (others.length === 0 && /^[1-9]\d?$/.test(first)) return Number(first);
    const wrong = [first, ...others].find(each => !isAddresses(each));
    if (wrong === undefined) return [first, ...others];
    return this.#wrong(
      undefined,
      `${name} must be the number of proxies or their addresses, such as 10.0.0.0/8, and “${wrong}” is neither.`,
    );
  }

  /** Records a problem that the reader itself cannot see. */
  refuse(sentence: string): void {
    this.#problem ??= sentence;
  }

  #list(name: string): string[] {
    const parts = (this.text(name) ?? '').split(',').map(each => each.trim());
    return parts.filter(each => each !== '');
  }

  #wrong<T>(fallback: T, sentence: string): T {
    this.refuse(sentence);
    return fallback;
  }
}

function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.href === `${url.origin}/` ? url.origin : undefined;
}

/** One address, or a range of them with the length of its prefix. */
function isAddresses(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  const isRange = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isRange && more.length === 0;
}
