// compress.mjs FOLDER... writes a .gz (level 9) and a .br (quality 11) beside each
// file, so that the server never compresses what does not change.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Not worth sending: already compressed forms, and the placeholder of an empty folder. */
const skipped = /(\.gz|\.br|^placeholder\.txt)$/;

/** Returns the paths of all files in a folder and its folders. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

export function compress(folder) {
  const files = filesIn(folder).filter((path) => !skipped.test(path.slice(folder.length + 1)));
  for (const path of files) {
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    );
  }
  return files.length;
}

if (process.argv[1] === import.meta.filename) {
  for (const folder of process.argv.slice(2)) {
    console.log(`${folder}: ${compress(folder)} files compressed`);
  }
}
