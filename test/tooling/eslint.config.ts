import { defineConfig } from 'eslint/config';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

const root = new URL('../..', import.meta.url).pathname;

/** Names that were given up for the field's terms, which the glossary of src/README.md lists. Dependencies' own are free. */
export const retiredNames = [
  'placing PlacedPost placedPost Placement Board board WindowBoard windowBoard WindowHolders windowHolders Readers readers',
  'Recall recall Recalls recalls Teller teller Seat seat Lobby lobby Guest guest Newcomer newcomer Presence presence',
  'Holding holding Holdings holdings letGo lapsed intake outgoing storing heaviest inOrder RuleBook ruleBook stumble',
  'losePlace Course course noticesOf takeReplies takeChanges sayable Garnish garnish Thinker thinker',
  'actsAt abroad surge deck speak idea vanish intend onWake announce suffer heal mayHeal sequel callOff inks Inks lived proved',
].flatMap((names) => names.split(' '));

export default defineConfig(
  { ignores: ['**/*.d.ts', '**/*.cjs'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  rxjsX.configs.strict,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'id-denylist': ['error', ...retiredNames],
      'max-lines': ['error', 300],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
    },
  },
  {
    files: ['src/**'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
    },
  },
  {
    // A scorer module is known by its default export.
    files: ['test/examples/onnx-scorer.ts', 'test/support/odd-scorer.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['src/**'],
    // An operator may subscribe to its source in the place of its subscriber.
    ignores: ['src/app/lifecycle.ts', 'src/graph/operators/**', 'src/client/**', 'src/web/**', 'src/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        {
          selector: "CallExpression[callee.property.name='subscribe']",
          message: 'The system is one graph with one subscription, in app/lifecycle.ts: compose instead.',
        },
      ],
    },
  },
  {
    // A test that gets no value or an error it did not expect fails by it.
    files: ['test/**', 'bench/**'],
    rules: { 'rxjs-x/no-ignored-default-value': 'off', 'rxjs-x/no-ignored-error': 'off' },
  },
  {
    files: ['test/tooling/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
