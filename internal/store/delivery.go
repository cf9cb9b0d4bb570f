package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/batonchat/baton/chat"
)

// Delivery is a handoff at its one destination.
type Delivery struct {
	Handoff      chat.HandoffID
	Destination  string
	Conversation chat.ConversationID
	Site         chat.SiteID
	Reason       chat.Reason
	Category     chat.Category
	Summary      string
	Topic        string
	PageURL      string
	Contact      string
	Priority     int
	AskedAt      time.Time
}

// PutDelivery keeps a delivery, unless the handoff was delivered before: a
// second one is impossible, wherever it would go (promise 5).
func (s *Store) PutDelivery(ctx context.Context, d Delivery) error {
	return s.Write(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO deliveries (handoff_id, destination, conversation_id, site_id, reason, category, summary, topic, page_url, contact, priority, asked_at, delivered_at)
			VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (handoff_id) DO NOTHING`,
			string(d.Handoff), d.Destination, string(d.Conversation), string(d.Site), string(d.Reason), string(d.Category), d.Summary, d.Topic, d.PageURL, d.Contact, d.Priority,
			micros(d.AskedAt), micros(s.Now())).Error
	})
}
