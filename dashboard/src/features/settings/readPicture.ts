/** The side of a picture as it is kept, in pixels: sharp at twice the largest size it is shown in. */
const side = 256;

/** Reads a picture, cuts the middle square out of it and makes it small. The result is JPEG in base64. */
export async function readPicture(file: File): Promise<string> {
  const image = await createImageBitmap(file);
  const cut = Math.min(image.width, image.height);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const draw = canvas.getContext('2d');
  if (!draw || cut === 0) throw new Error('no picture');
  draw.fillStyle = 'white'; // under a see-through picture, since JPEG knows no transparency
  draw.fillRect(0, 0, side, side);
  draw.drawImage(
    image,
    (image.width - cut) / 2,
    (image.height - cut) / 2,
    cut,
    cut,
    0,
    0,
    side,
    side,
  );
  return canvas.toDataURL('image/jpeg', 0.88).split(',')[1] ?? '';
}
