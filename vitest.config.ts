import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Each package brings its own settings; packages that do not exist yet are left out.
const packages = ['shared', 'widget', 'dashboard'].filter((name) =>
  existsSync(`${name}/package.json`),
);

export default defineConfig({
  test: {
    projects: [
      ...packages,
      {
        test: {
          name: 'tooling',
          environment: 'node',
          include: ['scripts/*.test.mjs', 'e2e/*.test.ts'],
        },
      },
    ],
  },
});
