package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/batonchat/baton/chat"
)

// Picture is an agent's picture as it is served.
type Picture struct {
	MediaType string // such as image/png
	Content   []byte
	Hash      string // of Content; changes when it does
}

type pictureRow struct {
	AgentID   string `gorm:"primaryKey"`
	MediaType string
	Content   []byte
	Hash      string
}

func (pictureRow) TableName() string { return "agent_pictures" }

// SetPicture keeps an agent's picture in place of the one before; no content takes
// it away. It returns the hash, empty when there is none.
func (s *Store) SetPicture(ctx context.Context, id chat.AgentID, mediaType string, content []byte) (string, error) {
	row := pictureRow{AgentID: string(id), MediaType: mediaType, Content: content}
	if len(content) > 0 {
		sum := sha256.Sum256(content)
		row.Hash = hex.EncodeToString(sum[:8])
	}
	err := s.Write(ctx, func(tx *gorm.DB) error {
		if len(content) == 0 {
			return tx.Delete(&row).Error
		}
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	if err != nil {
		return "", fmt.Errorf("keep the picture of %s: %w", id, err)
	}
	return row.Hash, nil
}

// Picture gives an agent's picture.
func (s *Store) Picture(ctx context.Context, id chat.AgentID) (Picture, error) {
	var row pictureRow
	err := s.DB(ctx).Where("agent_id = ?", string(id)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Picture{}, chat.Refuse(chat.NotFound, "This person has no picture.")
	}
	if err != nil {
		return Picture{}, fmt.Errorf("read the picture of %s: %w", id, err)
	}
	return Picture{row.MediaType, row.Content, row.Hash}, nil
}
