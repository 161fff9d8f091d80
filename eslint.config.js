import js from "@eslint/js";
import globals from "globals";

export default [
  // Of what the builder writes, only the networks and the constants are not copies.
  { ignores: [".venv/", "build/js/*", "!build/js/networks/", "!build/js/constants/", "dist/", "runs/"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    rules: {
      "consistent-return": "error",
      "default-case-last": "error",
      eqeqeq: "error",
      "no-console": "error",
      "no-else-return": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build elements, or clone a <template>." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportDefaultDeclaration, ImportExpression",
          message: "The linker takes named exports and static imports only.",
        },
      ],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  {
    // Runs by itself, in old browsers, too.
    files: ["site_template/requirements.js"],
    languageOptions: { ecmaVersion: 5, sourceType: "script" },
    rules: {
      "no-unused-vars": ["error", { caughtErrors: "none" }],
      "no-var": "off",
      "prefer-const": "off",
      "prefer-template": "off",
    },
  },
  {
    // Not linked into the page.
    files: ["bench/**/*.js", "eslint.config.js"],
    rules: { "no-restricted-syntax": "off" },
  },
];
