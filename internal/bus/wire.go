package bus

import (
	"encoding/binary"
	"errors"
)

// A packet is a node's name and messages, each field led by its length as an
// unsigned varint. Reading a packet copies nothing, so that a node drops what
// nobody follows cheaply.

var errPacket = errors.New("malformed packet")

func appendPacket(b []byte, node string, msgs []Message) []byte {
	b = appendText(b, node)
	for _, m := range msgs {
		b = appendText(b, m.Stream)
		b = appendText(b, m.Kind)
		b = binary.AppendUvarint(b, uint64(m.Seq))
		b = binary.AppendUvarint(b, uint64(len(m.Data)))
		b = append(b, m.Data...)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// packetNode reads the publisher's name alone, and what follows it.
func packetNode(b []byte) (node string, rest []byte, err error) {
	t, rest, err := takeBytes(b)
	return string(t), rest, err
}

func packetMessages(b []byte) ([]Message, error) {
	var out []Message
	for len(b) > 0 {
		var m Message
		stream, rest, err := takeBytes(b)
		if err != nil {
			return nil, err
		}
		kind, rest, err := takeBytes(rest)
		if err != nil {
			return nil, err
		}
		seq, n := binary.Uvarint(rest)
		if n <= 0 || seq > 1<<62 {
			return nil, errPacket
		}
		data, rest, err := takeBytes(rest[n:])
		if err != nil {
			return nil, err
		}
		m.Stream, m.Kind, m.Seq, m.Data = string(stream), string(kind), int64(seq), data
		out, b = append(out, m), rest
	}
	return out, nil
}

func takeBytes(b []byte) (field, rest []byte, err error) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, errPacket
	}
	return b[w : w+int(n)], b[w+int(n):], nil
}
