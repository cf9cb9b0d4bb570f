import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { config } from 'zod/mini';

// The page's policy forbids to make code out of text, which zod would else do to be quicker.
config({ jitless: true });

/** Lets a zod schema check a form. */
export const formResolver = standardSchemaResolver;
