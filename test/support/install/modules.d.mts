/** What npm writes down about packages, as far as we look at it. */
export interface Lockfile {
  packages: Record<
    string,
    { version?: string; link?: boolean; optional?: boolean }
  >;
}

export const root: string;
export function isInstalled(wanted: Lockfile, present?: Lockfile): boolean;
export function installModules(): Promise<void>;
export function nodeForTypeScript(): string;
export function environment(): NodeJS.ProcessEnv;
