package api

import (
	"bytes"
	"image"
	_ "image/gif" // read what people have
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"

	"github.com/batonchat/baton/chat"
)

// Limits of an uploaded picture, and the size in which it is kept.
const (
	maxPictureBytes = 192 << 10
	maxPictureSide  = 1024
	pictureSide     = 256
)

// picture is a picture as it is kept: made anew by us, so that it holds nothing but
// pixels.
type picture struct {
	mediaType string
	content   []byte
}

// readPicture checks an upload by its content, and brings it into a square of at most
// 256 pixels.
func readPicture(raw []byte) (picture, error) {
	if len(raw) > maxPictureBytes {
		return picture{}, chat.RefuseField("picture", "The picture has %d KiB; at most %d are allowed. Make it smaller.", len(raw)>>10, maxPictureBytes>>10)
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return picture{}, &chat.Error{Code: chat.Invalid, Field: "picture", Say: "This is not a PNG, JPEG or GIF picture.", Err: err}
	}
	if size.Width > maxPictureSide || size.Height > maxPictureSide || size.Width == 0 || size.Height == 0 {
		return picture{}, chat.RefuseField("picture", "The picture has %d x %d pixels; at most %d x %d are allowed.",
			size.Width, size.Height, maxPictureSide, maxPictureSide)
	}
	full, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return picture{}, &chat.Error{Code: chat.Invalid, Field: "picture", Say: "This picture is damaged.", Err: err}
	}
	small := square(full)
	var out bytes.Buffer
	if format == "jpeg" {
		err = jpeg.Encode(&out, small, &jpeg.Options{Quality: 85})
	} else {
		err = png.Encode(&out, small)
	}
	if err != nil {
		return picture{}, err
	}
	mediaType := "image/png"
	if format == "jpeg" {
		mediaType = "image/jpeg"
	}
	return picture{mediaType, out.Bytes()}, nil
}

// square cuts the middle out of a picture and makes it small enough.
func square(full image.Image) image.Image {
	b := full.Bounds()
	side := min(b.Dx(), b.Dy())
	x, y := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	to := min(side, pictureSide)
	small := image.NewRGBA(image.Rect(0, 0, to, to))
	draw.CatmullRom.Scale(small, small.Bounds(), full, image.Rect(x, y, x+side, y+side), draw.Src, nil)
	return small
}
