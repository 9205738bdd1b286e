/**
 * Builds the app. Invariant: what comes out runs under a strict content security policy: no inline
 * script or style, no `data:` asset, HTML made only by the Trusted Types policy `solid-templates`.
 */
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import manifest from './package.json' with { type: 'json' };

/**
 * Solid clones compiled templates, which it parses by assigning `innerHTML` once each. They are
 * constants of the build, so they get a policy of their own; nothing else in the app may make HTML.
 */
export function trustTemplates(): Plugin {
  const sink = 't.innerHTML = html;';
  return {
    name: 'jibber:trust-templates',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('solid-js/web/dist/')) return undefined;
      if (!code.includes(sink)) this.error(`Solid parses its templates differently now: ${id}`);
      const policy =
        "const templatePolicy = globalThis.trustedTypes?.createPolicy('solid-templates', { createHTML: (html) => html });";
      const trusted = 't.innerHTML = templatePolicy ? templatePolicy.createHTML(html) : html;';
      return { code: `${policy}\n${code.replace(sink, trusted)}`, map: null };
    },
  };
}

/**
 * What the first screen shares with later ones. Left alone it would become a file for each set of
 * screens that share it, and small files compress worse: 0.9 kB of what a list may cost.
 */
const shell =
  /\/node_modules\/(solid-js|virtua|idb)\/|\/app\/src\/(state(?!\/(administering|group-commands|member-list|own-account)\.)|ui\/(button|icon\/icon|picture|state-mark|empty-state)\b(?!-))|\/i18n\/(english|words|translate|dates)\.ts|\/schema\/src\/(ids|limits|errors|result)\.ts/;

function isOfShell(id: string): boolean {
  return shell.test(id);
}

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(manifest.version) },
  plugins: [
    solid(),
    trustTemplates(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/service-worker',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: [
          'index.html',
          'before-paint.js',
          'assets/*.{js,css}',
          'icon.svg',
          'icon-192.png',
        ],
      },
    }),
  ],
  // What a worker imports may be a chunk of its own.
  worker: { format: 'es' },
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shell', test: isOfShell }] } },
    },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      '/api': process.env.JIBBER_SERVER ?? 'http://127.0.0.1:8080',
      '/socket': { target: process.env.JIBBER_SERVER ?? 'http://127.0.0.1:8080', ws: true },
    },
  },
});
