/** Replaced by the build (vite.config.ts). */
declare const __APP_VERSION__: string;

/** The part of Trusted Types this app uses; undefined where the browser has none. */
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { readonly createScriptURL: (address: string) => string },
      ): { createScriptURL(address: string): string };
    }
  | undefined;
