import { builtinModules } from 'node:module';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Workflow code runs in a sandbox and is replayed: what it may not touch. */
const workflowRules = {
  rules: {
    'no-async-validator': {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        'Property[key.name="validator"] > :matches(ArrowFunctionExpression, FunctionExpression)[async=true]': (node) =>
          context.report({
            node,
            message: 'An update validator is not awaited: a rejection would wedge the workflow. Make it synchronous.',
          }),
      }),
    },
    'rethrow-cancellation': {
      meta: { type: 'problem', schema: [] },
      create: (context) => ({
        CatchClause(node) {
          const [first] = node.body.body;
          const text = first === undefined ? '' : context.sourceCode.getText(first);
          const name = node.param?.name;
          const isRethrown = new RegExp(`^(throw\\b|if \\(isCancellation\\(${name}\\)\\) \\{?\\s*throw ${name};)`).test(
            text,
          );
          if (!isRethrown) {
            context.report({
              node,
              message:
                'A catch must let cancellation through: begin it with `if (isCancellation(error)) throw error;`.',
            });
          }
        },
      }),
    },
  },
};

const nodeBuiltins = builtinModules.filter((name) => !['assert', 'url', 'util'].includes(name));

/** Arrows of the house: who may not import whom. */
const arrows = [
  {
    target: './workflows',
    from: ['./activities', './workers', './clients', './sandbox', './test', './temporal.config.ts', './configuration'],
    message: 'Workflows import nothing of ours from outside.',
  },
  {
    target: './activities',
    from: ['./workers', './clients', './sandbox', './test', './temporal.config.ts', './configuration'],
    message: 'Activities know the contracts of workflows only; workers/ composes them.',
  },
  {
    target: './activities',
    from: './workflows',
    except: [
      './failures.ts',
      './search-attributes.ts',
      './account/activities.ts',
      './delivery-notification/activities.ts',
      './delivery-notification/messages.ts',
      './delivery-notification/notice.ts',
      './delivery-notification/policy.ts',
      './delivery-notification/start.ts',
      './ndr-case/activities.ts',
      './ndr-case/address-notes.ts',
      './ndr-case/report.ts',
      './ndr-case/suggestion.ts',
      './purchase-order/activities.ts',
      './purchase-order/carrier.ts',
      './purchase-order/messages.ts',
      './purchase-order/start.ts',
      './purchase-order/order.ts',
      './purchase-order/departure.ts',
      './purchase-order/packing.ts',
      './shipment/activities.ts',
      './shipment/offer.ts',
      './shipment/parcel-events.ts',
      './shipment/policy.ts',
      './shipment/request.ts',
      './speaker/activities.ts',
      './steps/notices.ts',
    ],
    message: 'Activities import contracts only.',
  },
  {
    target: './workers',
    from: ['./clients', './sandbox', './test'],
    message: 'Workers compose activities and workflows.',
  },
  {
    target: './workers',
    from: './workflows',
    except: [
      './account/messages.ts',
      './account/start.ts',
      './delivery-notification/messages.ts',
      './processes.ts',
      './purchase-order/messages.ts',
      './search-attributes.ts',
      './speaker/messages.ts',
      './speaker/start.ts',
      './steps/notices.ts',
    ],
    message: 'Workers know workflows as a bundle path and by their messages.',
  },
  {
    target: './clients',
    from: ['./sandbox', './test'],
    message: 'The sandbox is for tests and npm scripts.',
  },
  {
    target: './clients',
    from: './activities',
    except: ['./documents', './ledger', './cipher.ts', './clock.ts'],
    message: 'Clients reach documents and ledger, never Amazon.',
  },
  {
    target: ['./clients/!(commands)/**/*', './clients/*.ts'],
    from: './workers',
    message: 'Only the command that starts workers reaches them.',
  },
  {
    target: ['./workers', './clients', './sandbox', './test'],
    from: './configuration',
    message: 'The configuration is temporal.config.ts; what it is made of is its own.',
  },
  {
    target: './configuration',
    from: ['./activities', './workers', './clients', './sandbox', './test', './temporal.config.ts'],
    message: 'The configuration knows the types of contracts only.',
  },
  {
    target: './configuration',
    from: './workflows',
    except: [
      './account/policy.ts',
      './delivery-notification/notice.ts',
      './delivery-notification/policy.ts',
      './ndr-case/policy.ts',
      './ndr-case/report.ts',
      './purchase-order/carrier.ts',
      './purchase-order/policy.ts',
      './purchase-order/order.ts',
      './shipment/policy.ts',
    ],
    message: 'The configuration knows the types of contracts only.',
  },
  {
    target: './sandbox/amazon',
    from: ['./activities', './workflows', './workers', './clients', './temporal.config.ts', './configuration'],
    message: 'The local Amazon shares nothing with the product, so that they cannot share a misunderstanding.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/'] },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [importX.createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Checks record a fault and return undefined in one expression.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Our objects are records of functions; none of them reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: arrows }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['temporal.config.ts', 'clients/main.ts', 'sandbox/**', 'test/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'temporal.config.ts is the only reader of the environment.',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['activities/amazon/**', 'sandbox/**', 'test/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'got', message: 'Only activities/amazon talks to Amazon.' }] },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    plugins: { workflow: workflowRules },
    rules: {
      'workflow/no-async-validator': 'error',
      'workflow/rethrow-cancellation': 'error',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            ...nodeBuiltins,
            'zod',
            'got',
            'pino',
            '@temporalio/activity',
            '@temporalio/client',
            '@temporalio/worker',
            '@temporalio/testing',
          ].map((name) => ({ name, message: 'Workflow code is deterministic and small: it may not import this.' })),
          patterns: [{ group: ['node:*'], message: 'Workflow code has no Node built-ins.' }],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'crypto', 'Buffer', 'performance', 'console'],
    },
  },
  {
    files: ['workflows/*/{state,messages,activities,departure,policy}.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSTypeReference[typeName.name=/^(Map|Set|Date)$/]',
          message: 'State and messages are plain JSON: a Map or Set becomes {}, a Date a text.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      // Vitest's asymmetric matchers (`expect.any`, `expect.stringContaining`) are typed `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    // Calls of the server's own protocol, whose enums and 64-bit numbers come from generated code.
    files: ['sandbox/temporal/**/*.ts', 'test/end-to-end/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    // Vitest loads it by its default export.
    files: ['test/reporter.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
