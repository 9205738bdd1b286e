/**
 * The settings of this process: its environment and the file `.env` of the folder it is started in.
 * Invariant: a setting that is wrong ends the start with its sentence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Config, readConfig } from './config.ts';

/** @throws SettingError with one sentence for people */
export function readEnvironment(): Config {
  const envFile = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  const config = readConfig(process.env, { ...envFile });
  if (!config.ok) throw new SettingError(config.code);
  return config.value;
}

/** A setting cannot be used; the message says which and why. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}
