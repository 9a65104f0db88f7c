import js from "@eslint/js";
import lit from "eslint-plugin-lit";
import litA11y from "eslint-plugin-lit-a11y";
import wc from "eslint-plugin-wc";
import tseslint from "typescript-eslint";

/** Ambient clock, randomness and network, and whom to ask instead. */
const askTheRuntime = [
  ["Date", "now", "Ask `runtime.now()`; tests move time by hand."],
  ["Math", "random", "Ask `runtime.randomBytes()`; secrets need a CSPRNG."],
  [
    "crypto",
    "getRandomValues",
    "Ask `runtime.randomBytes()`; tests choose the bytes.",
  ],
  ["crypto", "randomUUID", "Ask `runtime.randomBytes()`."],
].map(([object, property, message]) => ({ object, property, message }));

/** Packages that a package may not import: the arrows of the design. */
const arrows = {
  flow: ["oidc", "home-assistant", "gateway", "login-step", "mobile"],
  oidc: ["home-assistant", "gateway", "login-step", "mobile"],
  "home-assistant": ["flow", "oidc", "gateway", "login-step", "mobile"],
  "login-step": ["oidc", "home-assistant", "gateway", "mobile"],
  mobile: ["oidc", "home-assistant", "gateway", "login-step"],
  gateway: ["login-step", "mobile"],
};

const arrowRules = Object.entries(arrows).map(([from, forbidden]) => ({
  files: [`packages/${from}/src/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        paths: forbidden.map((name) => ({
          name: `@ha-external-login/${name}`,
          message: `The arrows of the design do not lead from ${from} to ${name}.`,
        })),
        patterns: [
          {
            group: ["node:*", "undici", "ha-external-login", "**/apps/**"],
            message: "Packages use Web APIs only; the platform is an app.",
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      "**/dist/**",
      "**/node_modules/**",
      "**/.cache/**",
      "apps/companion/android/app/src/main/assets/**",
      "apps/companion/ios/App/App/public/**",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      "class-methods-use-this": "off",
      curly: ["error", "multi-line"],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-bitwise": "error",
      "no-console": "error",
      "no-else-return": ["error", { allowElseIf: false }],
      "one-var": ["error", "never"],
      "prefer-const": "error",
      "no-restricted-exports": [
        "error",
        { restrictDefaultExports: { direct: true } },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          argsIgnorePattern: "^_",
          varsIgnorePattern: "^_",
          caughtErrorsIgnorePattern: "^_",
        },
      ],
    },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    ignores: ["packages/login-step/src/data/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Ask `runtime.fetch()`." },
        { name: "process", message: "Packages use Web APIs only." },
        { name: "Buffer", message: "Packages use Web APIs only." },
      ],
      "no-restricted-properties": ["error", ...askTheRuntime],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Ask `runtime.now()`.",
        },
        {
          selector: "MemberExpression[property.name='innerHTML']",
          message: "Text from outside is text: build nodes or escape.",
        },
      ],
    },
  },
  ...arrowRules,
  {
    files: ["packages/login-step/**/*.ts"],
    ...lit.configs["flat/recommended"],
  },
  {
    files: ["packages/login-step/**/*.ts"],
    ...litA11y.configs?.["flat/recommended"],
  },
  {
    files: ["packages/login-step/**/*.ts"],
    ...wc.configs["flat/recommended"],
  },
  {
    // Tools that talk to a person at a terminal, and configuration files.
    files: [
      "**/*.config.{js,ts,mjs}",
      "apps/*/src/**/*.ts",
      "apps/*/*.mjs",
      "test/**/*.{ts,mjs,js}",
      "packages/*/test/**/*.ts",
    ],
    rules: { "no-console": "off", "no-restricted-exports": "off" },
  },
  {
    files: ["**/*.{mjs,js}"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly" },
    },
  }
);
