package pushservice

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The sizes of an encrypted body's parts, in bytes (RFC 8188, 2.1).
const (
	saltSize  = 16
	pointSize = 65 // an uncompressed point of P-256
	tagSize   = 16
	headSize  = saltSize + 4 + 1 + pointSize
)

// decrypt opens the body of a message as a browser does (RFC 8291): one record of
// aes128gcm, for the device's private key and its auth secret.
func decrypt(body []byte, private *ecdh.PrivateKey, auth []byte) ([]byte, error) {
	if len(body) < headSize+1+tagSize {
		return nil, fmt.Errorf("the body has %d bytes, too few for an encrypted message", len(body))
	}
	salt, size, idSize := body[:saltSize], binary.BigEndian.Uint32(body[saltSize:]), body[saltSize+4]
	record := body[headSize:]
	if idSize != pointSize {
		return nil, fmt.Errorf("the sender's key has %d bytes, not %d", idSize, pointSize)
	}
	if uint64(size) <= uint64(len(record)) {
		return nil, fmt.Errorf("the record has %d bytes, not fewer than its stated size %d: a message must be one record", len(record), size)
	}
	sender, err := ecdh.P256().NewPublicKey(body[headSize-pointSize : headSize])
	if err != nil {
		return nil, fmt.Errorf("the sender's key is not an uncompressed point on P-256: %w", err)
	}
	shared, err := private.ECDH(sender)
	if err != nil {
		return nil, fmt.Errorf("agree on a key with the sender: %w", err)
	}
	info := slices.Concat([]byte("WebPush: info\x00"), private.PublicKey().Bytes(), sender.Bytes())
	secret, err := derive(shared, auth, string(info), 32)
	if err != nil {
		return nil, err
	}
	key, err := derive(secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := derive(secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	padded, err := openRecord(key, nonce, record)
	if err != nil {
		return nil, err
	}
	return unpad(padded)
}

func derive(secret, salt []byte, info string, size int) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, secret, salt, info, size)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return key, nil
}

func openRecord(key, nonce, record []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nonce, record, nil)
	if err != nil {
		return nil, fmt.Errorf("the message was not encrypted for this device: %w", err)
	}
	return plain, nil
}

// unpad takes off the padding of a last record: a 2, then zeros.
func unpad(b []byte) ([]byte, error) {
	b = bytes.TrimRight(b, "\x00")
	payload, ok := bytes.CutSuffix(b, []byte{2})
	if !ok {
		return nil, errors.New("the end of the message is not marked as that of its last record")
	}
	return payload, nil
}
