package bus

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestPacketRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []Message
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			in = append(in, Message{Stream: rapid.String().Draw(t, "stream"), Kind: rapid.String().Draw(t, "kind"), Seq: rapid.Int64Range(0, 1<<60).Draw(t, "seq"), Data: rapid.SliceOf(rapid.Byte()).Draw(t, "data")})
		}
		b := appendPacket(nil, "node-1", in)
		node, rest, err := packetNode(b)
		if err != nil || node != "node-1" {
			t.Fatalf("packetNode = %q, %v", node, err)
		}
		out, err := packetMessages(rest)
		if err != nil || len(out) != len(in) {
			t.Fatalf("read %d of %d messages: %v", len(out), len(in), err)
		}
		for i := range in {
			if in[i].Stream != out[i].Stream || in[i].Kind != out[i].Kind || in[i].Seq != out[i].Seq || !bytes.Equal(in[i].Data, out[i].Data) {
				t.Fatalf("message %d came back as %+v", i, out[i])
			}
		}
	})
}

func FuzzPacket(f *testing.F) {
	f.Add(appendPacket(nil, "n", []Message{{Stream: "conversation:1", Kind: "entry", Seq: 3, Data: []byte(`{}`)}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, rest, err := packetNode(b)
		if err != nil {
			return
		}
		msgs, err := packetMessages(rest)
		for _, m := range msgs {
			if m.Seq < 0 {
				t.Error("a negative number")
			}
		}
		_ = err
	})
}
